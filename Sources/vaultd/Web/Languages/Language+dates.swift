import Engine
import Foundation

extension Language {
    /// `21 novembre 2026`.
    func date(_ moment: Moment) -> String { text(.date, parts(of: moment)) }

    /// `14:05`.
    func time(_ moment: Moment) -> String { text(.time, parts(of: moment)) }

    /// `21 novembre 2026 à 14:05`.
    func dateAndTime(_ moment: Moment) -> String {
        text(.dateAndTime, ["date": date(moment), "time": time(moment)])
    }

    /// `21/11 14:05`: for messages that are paid by the letter.
    func shortMoment(_ moment: Moment) -> String {
        let civil = CivilDate(dayNumber: dayNumber(of: moment))
        return "\(twoDigits(civil.day))/\(twoDigits(civil.month)) \(time(moment))"
    }

    /// `samedi 21 novembre 2026`, with today and yesterday named so.
    func dayHeading(_ moment: Moment, now: Moment) -> String {
        let heading = text(.dayHeading, parts(of: moment))
        switch dayNumber(of: now) - dayNumber(of: moment) {
        case 0: return text(.today, ["day": heading])
        case 1: return text(.yesterday, ["day": heading])
        default: return heading
        }
    }

    /// Days since 1970 in the zone shown; the same number means the same day.
    func dayNumber(of moment: Moment) -> Int {
        Int((Double(localSeconds(of: moment)) / 86400).rounded(.down))
    }

    private func localSeconds(of moment: Moment) -> Int {
        Int(moment.seconds) + zone.secondsFromGMT(for: moment.date)
    }

    private func parts(of moment: Moment) -> [String: String] {
        let dayNumber = dayNumber(of: moment)
        let secondOfDay = localSeconds(of: moment) - dayNumber * 86400
        let civil = CivilDate(dayNumber: dayNumber)
        return [
            "weekday": name("calendar.weekdays", at: civil.weekday),
            "day": civil.day == 1 ? text(.firstDay) : String(civil.day),
            "month": name("calendar.months", at: civil.month - 1),
            "year": String(civil.year),
            "hour": twoDigits(secondOfDay / 3600),
            "minute": twoDigits(secondOfDay / 60 % 60),
        ]
    }

    private func name(_ key: String, at index: Int) -> String {
        let names = names(key)
        return names.indices.contains(index) ? names[index] : String(index + 1)
    }

    private func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : String(value) }
}

/// Year, month and day of a day counted from 1970-01-01, in the Gregorian calendar.
/// After Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
struct CivilDate: Equatable {
    let year: Int
    /// 1 to 12.
    let month: Int
    /// 1 to 31.
    let day: Int
    /// 0 for Monday to 6 for Sunday.
    let weekday: Int

    init(dayNumber: Int) {
        let shifted = dayNumber + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        self.day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        self.month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        self.year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        self.weekday = ((dayNumber + 3) % 7 + 7) % 7
    }
}
