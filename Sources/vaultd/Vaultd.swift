import ArgumentParser
import CSystemd
import Engine
import Hummingbird
import Mustache
import NIOHTTP2
import NIOHTTPTypesHTTP2
import NIOSSL
import ServiceLifecycle
import X509
@main struct Vaultd { static func main() { print(sd_booted()) } }
