import HTTPTypes

// Each name is made once, of characters that the checked initializer accepts; the one in its place is never used.
extension HTTPField.Name {
    static let clearSiteData = HTTPField.Name("Clear-Site-Data") ?? .server
    static let crossOriginOpenerPolicy = HTTPField.Name("Cross-Origin-Opener-Policy") ?? .server
    static let crossOriginResourcePolicyField = HTTPField.Name("Cross-Origin-Resource-Policy") ?? .server
    static let permissionsPolicy = HTTPField.Name("Permissions-Policy") ?? .server
    static let referrerPolicy = HTTPField.Name("Referrer-Policy") ?? .server
    static let fetchSite = HTTPField.Name("Sec-Fetch-Site") ?? .server
}
