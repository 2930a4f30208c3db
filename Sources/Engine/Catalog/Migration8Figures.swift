import GRDB

extension Catalog {
    /// Step 8: finds the sign-ins of some weeks without reading the whole journal of each person.
    static func createFigures(_ database: Database) throws {
        try database.execute(
            sql: "CREATE INDEX audit_signed_in ON audit_event (owner, at) WHERE kind = 'signedIn'")
    }
}
