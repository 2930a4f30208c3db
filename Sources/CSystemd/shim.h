#pragma once
#include <sys/prctl.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-id128.h>
#include <systemd/sd-journal.h>

/* prctl takes variable arguments, which Swift cannot call. */
static inline int vaultd_forbid_dumps(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }
