/// The section `signing-in`.
extension SettingsTable {
    private static let factorUse = ["off", "offered", "required"]

    static let signingIn: [Setting] = [
        .number(
            "signing-in.bcrypt-cost", \.signingIn.bcryptCost, 10...16, .live,
            "The cost of a password's hash; each step doubles the time (12: about a quarter of a second); lowered, it saves time once everybody has signed in anew"
        ),
        .number(
            "signing-in.minimum-password-length", \.signingIn.minimumPasswordLength, 9...64, .live,
            "The shortest password of a beneficiary"),
        .number(
            "signing-in.minimum-staff-password-length", \.signingIn.minimumStaffPasswordLength, 12...64, .live,
            "The shortest password of a professional or manager"),
        .number("signing-in.attempts", \.signingIn.attempts, 3...100, .live, "Failures before the first pause"),
        .duration("signing-in.pause", \.signingIn.pause, .seconds(10)...(.hours(1)), .live, "The first pause"),
        .number(
            "signing-in.daily-attempts", \.signingIn.dailyAttempts, 5...25, .live,
            "Failures in a day on one account from browsers that it was never used in"),
        .choice(
            "signing-in.second-factor-beneficiaries", \.signingIn.secondFactorBeneficiaries, factorUse, .live,
            "Whether beneficiaries sign in with a second factor"),
        .choice(
            "signing-in.second-factor-professionals", \.signingIn.secondFactorProfessionals, factorUse, .live,
            "The same for professionals"),
        .choice(
            "signing-in.second-factor-managers", \.signingIn.secondFactorManagers, factorUse, .live,
            "The same for managers"),
        .duration(
            "signing-in.device-trust", \.signingIn.deviceTrust, .zero...(.days(30)), .live,
            "How long a browser of one's own may go without the second factor; 0s: never"),
        .duration(
            "signing-in.assisted-reset-delay", \.signingIn.assistedResetDelay, .zero...(.hours(72)), .live,
            "Time in which a holder can stop a reset that two professionals have begun"),
        .duration(
            "signing-in.contact-delay", \.signingIn.contactDelay, .zero...(.days(7)), .live,
            "Time after a change of number or address without a second factor, in which it leads to no new password, "
                + "and of a new recovery card without one, in which it takes none away"),
        .flag(
            "signing-in.secret-question", \.signingIn.secretQuestion, .live,
            "Whether a secret question, with a delay of three days, is a way back in; the CNIL advises against it"),
        .duration(
            "signing-in.idle", \.signingIn.idle, .minutes(1)...(.hours(8)), .live,
            "How long a session lasts without use"),
        .duration(
            "signing-in.public-idle", \.signingIn.publicIdle, .minutes(1)...(.hours(1)), .live,
            "The same on a computer that others use too"),
        .duration("signing-in.cap", \.signingIn.cap, .minutes(10)...(.days(7)), .live, "The longest session"),
    ]
}
