import CClamAV
import CLibcrypto
import CLibcrypt
import CArchive
import CMagic
import GRDB
import Logging
import NIOPosix
import Yams
func probe() -> (String, Int32) { (String(cString: cl_retver()), magic_version()) }
