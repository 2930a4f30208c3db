import ArgumentParser
import AsyncHTTPClient
@main struct Vaultctl { static func main() { print("x") } }
