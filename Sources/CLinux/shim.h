#pragma once
#include <stddef.h>

// Calls of glibc that Swift's Glibc module leaves out, since it is built without _GNU_SOURCE.
extern int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned int flags);
extern int memfd_create(const char *name, unsigned int flags);
extern int fcntl(int descriptor, int command, ...);
extern int syncfs(int descriptor);
extern int pipe2(int ends[2], int flags);

// RENAME_NOREPLACE over AT_FDCWD, both from <linux/fs.h> and <fcntl.h>.
static inline int vaultd_rename_new(const char *from, const char *to) {
    return renameat2(-100, from, -100, to, 1);
}

// MFD_CLOEXEC | MFD_ALLOW_SEALING.
static inline int vaultd_memory_file(const char *name) {
    return memfd_create(name, 1U | 2U);
}

// F_ADD_SEALS with F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW.
static inline int vaultd_seal_length(int descriptor) {
    return fcntl(descriptor, 1024 + 9, 1 | 2 | 4);
}

// Since Linux 5.8 it also tells of pages that could not be written.
static inline int vaultd_sync_file_system(int descriptor) {
    return syncfs(descriptor);
}

#include <spawn.h>
// Leaves a program that is started nothing of ours but what was meant for it.
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);
extern long syscall(long number, ...);

// pidfd_open(2), number 434 on every architecture: readable when the child has ended, with O_CLOEXEC.
static inline int vaultd_child_descriptor(int child) {
    return (int)syscall(434L, child, 0U);
}

#include <dirent.h>
// The name where it lies. Swift reads the field as a whole, 256 bytes, but an entry ends with its name (readdir(3)): that
// reads past the end of the stream's buffer.
static inline const char *vaultd_entry_name(const struct dirent *entry) {
    return entry->d_name;
}
