/* Counts the calls by which a process changes chosen files or sockets, all its threads together, and acts at the n-th.

   Loaded with LD_PRELOAD. FAULTS_TARGET is how the paths begin that matter: of files, or of the unix sockets that are
   connected to. FAULTS_CONTROL is the file that `faults.rs` writes and reads: five numbers, shared in memory. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

enum { KILL = 1, TEAR = 2, FAIL = 3, FAIL_FROM = 4 };
enum { WRITES = 1, SYNCS = 2 };

struct control {
    int64_t calls; /* counted so far */
    int64_t at;    /* acts when `calls` comes to this; 0: only counts */
    int64_t what;  /* one of the first enum; FAIL_FROM goes on failing */
    int64_t kinds; /* which calls count: sum of the second enum */
    int64_t error; /* the errno of FAIL and FAIL_FROM */
};

static struct control *control;
static const char *target;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("FAULTS_CONTROL");
    target = getenv("FAULTS_TARGET");
    int fd = path && target ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (fd < 0)
        return;
    void *shared = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (shared != MAP_FAILED)
        control = shared;
    close(fd);
}

static int is_target(int fd) {
    struct stat found;
    if (fstat(fd, &found) != 0)
        return 0;
    if (S_ISSOCK(found.st_mode)) {
        struct sockaddr_un peer;
        socklen_t size = sizeof peer;
        memset(&peer, 0, sizeof peer);
        if (getpeername(fd, (struct sockaddr *)&peer, &size) != 0 || peer.sun_family != AF_UNIX)
            return 0;
        return strncmp(peer.sun_path, target, strlen(target)) == 0;
    }
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0)
        return 0;
    path[length] = 0;
    return strncmp(path, target, strlen(target)) == 0;
}

/* What to do with this call: 0 lets it through. */
static int64_t due(int fd, int64_t kind) {
    if (!control || !(control->kinds & kind))
        return 0;
    int before = errno;
    int counts = is_target(fd);
    errno = before;
    if (!counts)
        return 0;
    int64_t call = __atomic_add_fetch(&control->calls, 1, __ATOMIC_SEQ_CST);
    int64_t at = control->at, what = control->what;
    if (at == 0 || call < at || (call > at && what != FAIL_FROM))
        return 0;
    return what;
}

static void die(void) {
    kill(getpid(), SIGKILL);
    for (;;)
        pause();
}

#define REAL(name, type) \
    static type real; \
    if (!real) \
        real = (type)dlsym(RTLD_NEXT, name)

/* `half` does the call with half of its bytes. */
#define ACT(fd, kind, half) \
    switch (due(fd, kind)) { \
    case TEAR: \
        (void)!(half); /* fall through */ \
    case KILL: \
        die(); /* fall through */ \
    case FAIL: \
    case FAIL_FROM: \
        errno = (int)control->error; \
        return -1; \
    default: \
        break; \
    }

typedef ssize_t (*write_t)(int, const void *, size_t);
ssize_t write(int fd, const void *bytes, size_t count) {
    REAL("write", write_t);
    ACT(fd, WRITES, real(fd, bytes, count / 2));
    return real(fd, bytes, count);
}

typedef ssize_t (*pwrite_t)(int, const void *, size_t, off64_t);
ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
    REAL("pwrite64", pwrite_t);
    ACT(fd, WRITES, real(fd, bytes, count / 2, at));
    return real(fd, bytes, count, at);
}

typedef ssize_t (*send_t)(int, const void *, size_t, int);
ssize_t send(int fd, const void *bytes, size_t count, int flags) {
    REAL("send", send_t);
    ACT(fd, WRITES, real(fd, bytes, count / 2, flags));
    return real(fd, bytes, count, flags);
}

typedef ssize_t (*writev_t)(int, const struct iovec *, int);
ssize_t writev(int fd, const struct iovec *parts, int count) {
    REAL("writev", writev_t);
    ACT(fd, WRITES, real(fd, parts, count > 1 ? count / 2 : count));
    return real(fd, parts, count);
}

typedef ssize_t (*sendmsg_t)(int, const struct msghdr *, int);
ssize_t sendmsg(int fd, const struct msghdr *message, int flags) {
    REAL("sendmsg", sendmsg_t);
    ACT(fd, WRITES, real(fd, message, flags));
    return real(fd, message, flags);
}

typedef int (*truncate_t)(int, off64_t);
int ftruncate64(int fd, off64_t length) {
    REAL("ftruncate64", truncate_t);
    ACT(fd, WRITES, 0);
    return real(fd, length);
}

typedef int (*sync_t)(int);
int fsync(int fd) {
    REAL("fsync", sync_t);
    ACT(fd, SYNCS, 0);
    return real(fd);
}

int fdatasync(int fd) {
    REAL("fdatasync", sync_t);
    ACT(fd, SYNCS, 0);
    return real(fd);
}
