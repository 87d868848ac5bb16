/*
 * Stands between one process and its disk: preloaded, it records what the process does to the files of one directory,
 * and fails the calls that it is told to fail.
 *
 *   cc -O2 -shared -fPIC -o disk.so disk.c -ldl
 *   DISK_DIR=/a/store DISK_LOG=/elsewhere/log DISK_DROP=-wal LD_PRELOAD=./disk.so program
 *
 * DISK_DIR   the directory, as the program names it; whatever is below another one is left alone
 * DISK_LOG   gets one record a call that succeeded, in their order; without it nothing is recorded
 * DISK_DROP  an fsync of a file whose name ends so is answered with success and neither done nor recorded: a planted fault
 *
 * A record, little-endian: kind 1, file 4, offset 8, length 8, then what the kind needs:
 *   'N' a file got a descriptor; file: its number, offset: 1 when it was made by this call; length bytes: its name
 *   'W' written: length bytes at offset          'T' truncated to offset
 *   'S' fsync returned                           'D' fsync of the directory returned; file: its number, -2 for DISK_DIR
 *   'd' a directory below got a descriptor: as 'N'   'K' a directory was made: length bytes: its name
 *   'U' unlinked: length bytes: its name         'R' renamed: length bytes: old name, NUL, new name
 *   'M' mapped for writing: what follows is not seen here. The -shm file is not recorded: SQLite rebuilds it after a crash.
 *
 * What the program writes to the file DISK_DIR/control is obeyed and stored nowhere:
 *   fail KIND K ERRNO STICKY   the K-th call from now of KIND write, sync, truncate, open, unlink, read, malloc or any fails;
 *                              STICKY 1: every later one too
 *   stop                       nothing fails any more
 * Reading the file back gives how many calls of the kind came since, and how many failed.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define FDS 4096
#define FILES 1024
#define DIRECTORY (-2)
#define CONTROL (-3)
#define NOT_OURS (-1)

static char dir[4096];
static size_t dir_len;
static const char *drop;
static int log_fd = -1;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int file_of[FDS];          /* number of the file behind a descriptor, plus 1000 so that 0 is not ours */
static char *names[FILES];
static char is_directory[FILES];
static int name_count;

enum kind { NONE, WRITE, SYNC, TRUNCATE, OPEN, UNLINK, READ, MALLOC, ANY };
static const char *const kinds[] = {"none", "write", "sync", "truncate", "open", "unlink", "read", "malloc", "any"};
static volatile int armed = NONE;
static long fail_at, seen, failed;
static int fail_errno, sticky;
static uintptr_t text_from, text_to; /* where SQLite's code lies: only its mallocs are ours to fail */

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);

#define REAL(type, name, ...)                          \
    static type (*real)(__VA_ARGS__);                  \
    if (real == NULL) {                                \
        real = (type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name); \
    }

__attribute__((constructor)) static void begin(void) {
    const char *d = getenv("DISK_DIR");
    if (d == NULL) {
        return;
    }
    strncpy(dir, d, sizeof dir - 1);
    dir_len = strlen(dir);
    drop = getenv("DISK_DROP");
    const char *log = getenv("DISK_LOG");
    if (log != NULL) {
        log_fd = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    }
}

static int ends(const char *s, const char *end) {
    size_t a = strlen(s), b = strlen(end);
    return a >= b && strcmp(s + a - b, end) == 0;
}

/* The name below the directory; "" for the directory itself; NULL when it is none of ours. */
static const char *ours(const char *path) {
    if (dir_len == 0 || path == NULL || strncmp(path, dir, dir_len) != 0) {
        return NULL;
    }
    if (path[dir_len] == 0) {
        return path + dir_len;
    }
    if (path[dir_len] != '/' || ends(path, "-shm") || ends(path, "sotto.lock")) {
        return NULL;
    }
    return path + dir_len + 1;
}

static void raw(const void *bytes, size_t n) {
    const char *p = bytes;
    while (n > 0) {
        long done = syscall(SYS_write, log_fd, p, n);
        if (done <= 0) {
            abort();
        }
        p += done;
        n -= (size_t)done;
    }
}

static void record(char kind, int file, int64_t offset, const void *bytes, int64_t length) {
    if (log_fd < 0) {
        return;
    }
    char head[21];
    int32_t number = file;
    head[0] = kind;
    memcpy(head + 1, &number, 4);
    memcpy(head + 5, &offset, 8);
    memcpy(head + 13, &length, 8);
    pthread_mutex_lock(&lock);
    raw(head, sizeof head);
    if (bytes != NULL && length > 0) {
        raw(bytes, (size_t)length);
    }
    pthread_mutex_unlock(&lock);
}

static int number(const char *name) {
    pthread_mutex_lock(&lock);
    int found = -1;
    for (int i = 0; i < name_count && found < 0; i++) {
        if (strcmp(names[i], name) == 0) {
            found = i;
        }
    }
    if (found < 0 && name_count < FILES) {
        names[name_count] = strdup(name);
        found = name_count++;
    }
    pthread_mutex_unlock(&lock);
    if (found < 0) {
        abort();
    }
    return found;
}

/* What the descriptor stands for: a file's number, DIRECTORY, CONTROL or NOT_OURS. */
static int file(int fd) {
    return fd < 0 || fd >= FDS || file_of[fd] == 0 ? NOT_OURS : file_of[fd] - 1000;
}

static int fails(enum kind kind) {
    if (armed == NONE || (armed != (int)kind && !(armed == ANY && kind != MALLOC && kind != READ))) {
        return 0;
    }
    long n = __sync_add_and_fetch(&seen, 1);
    if (n == fail_at || (sticky && n > fail_at)) {
        __sync_add_and_fetch(&failed, 1);
        errno = fail_errno;
        return 1;
    }
    return 0;
}

static int find_text(struct dl_phdr_info *info, size_t size, void *unused) {
    (void)size;
    (void)unused;
    if (strstr(info->dlpi_name, "sqlitejdbc") == NULL) {
        return 0;
    }
    for (int i = 0; i < info->dlpi_phnum; i++) {
        if (info->dlpi_phdr[i].p_type == PT_LOAD && (info->dlpi_phdr[i].p_flags & PF_X)) {
            text_from = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
            text_to = text_from + info->dlpi_phdr[i].p_memsz;
        }
    }
    return 1;
}

static void obey(const char *bytes, size_t n) {
    char text[128] = {0}, kind[16] = {0};
    memcpy(text, bytes, n < sizeof text - 1 ? n : sizeof text - 1);
    armed = NONE;
    long k = 0;
    int err = 0, keep = 0;
    if (sscanf(text, "fail %15s %ld %d %d", kind, &k, &err, &keep) == 4) {
        dl_iterate_phdr(find_text, NULL);
        seen = 0;
        failed = 0;
        fail_at = k;
        fail_errno = err;
        sticky = keep;
        for (int i = 1; i <= ANY; i++) {
            if (strcmp(kind, kinds[i]) == 0) {
                armed = i;
            }
        }
    }
}

static int opened(int fd, const char *name, int made) {
    if (fd < 0 || fd >= FDS) {
        return fd;
    }
    if (name[0] == 0) {
        file_of[fd] = DIRECTORY + 1000;
    } else if (strcmp(name, "control") == 0) {
        file_of[fd] = CONTROL + 1000;
    } else {
        int n = number(name);
        struct stat what;
        is_directory[n] = fstat(fd, &what) == 0 && S_ISDIR(what.st_mode);
        file_of[fd] = n + 1000;
        record(is_directory[n] ? 'd' : 'N', n, made, name, (int64_t)strlen(name));
    }
    return fd;
}

static int do_open(int at, const char *path, int flags, int mode) {
    const char *name = at == AT_FDCWD || (path != NULL && path[0] == '/') ? ours(path) : NULL;
    if (name == NULL) {
        int fd = (int)syscall(SYS_openat, at, path, flags, mode);
        if (fd >= 0 && fd < FDS) {
            file_of[fd] = 0;
        }
        return fd;
    }
    if (name[0] != 0 && strcmp(name, "control") != 0 && fails(OPEN)) {
        return -1;
    }
    int made = (flags & O_CREAT) != 0 && access(path, F_OK) != 0;
    int fd = opened((int)syscall(SYS_openat, at, path, flags, mode), name, made);
    if (file(fd) >= 0 && (flags & O_TRUNC) != 0 && !made) {
        record('T', file(fd), 0, NULL, 0);
    }
    return fd;
}

#define MODE(flags)                                     \
    int mode = 0;                                       \
    if (((flags) & (O_CREAT | O_TMPFILE)) != 0) {       \
        va_list args;                                   \
        va_start(args, flags);                          \
        mode = va_arg(args, int);                       \
        va_end(args);                                   \
    }

int open(const char *path, int flags, ...) { MODE(flags) return do_open(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return do_open(AT_FDCWD, path, flags, mode); }
int openat(int at, const char *path, int flags, ...) { MODE(flags) return do_open(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { MODE(flags) return do_open(at, path, flags, mode); }

int close(int fd) {
    if (fd >= 0 && fd < FDS) {
        file_of[fd] = 0;
    }
    return (int)syscall(SYS_close, fd);
}

static ssize_t written(int fd, int64_t offset, const void *bytes, ssize_t n) {
    if (n > 0) {
        record('W', file(fd), offset, bytes, n);
    }
    return n;
}

ssize_t write(int fd, const void *bytes, size_t n) {
    int f = file(fd);
    if (f == NOT_OURS || f == DIRECTORY) {
        return syscall(SYS_write, fd, bytes, n);
    }
    if (f == CONTROL) {
        obey(bytes, n);
        return (ssize_t)n;
    }
    if (fails(WRITE)) {
        return -1;
    }
    int64_t at = (int64_t)syscall(SYS_lseek, fd, 0, SEEK_CUR);
    ssize_t done = syscall(SYS_write, fd, bytes, n);
    if (done > 0) { /* O_APPEND moves the offset: it is where the write ended */
        at = (int64_t)syscall(SYS_lseek, fd, 0, SEEK_CUR) - done;
    }
    return written(fd, at, bytes, done);
}

ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t offset) {
    int f = file(fd);
    if (f == CONTROL) {
        obey(bytes, n);
        return (ssize_t)n;
    }
    if (f >= 0 && fails(WRITE)) {
        return -1;
    }
    ssize_t done = syscall(SYS_pwrite64, fd, bytes, n, offset);
    return f >= 0 ? written(fd, offset, bytes, done) : done;
}

ssize_t pwrite(int fd, const void *bytes, size_t n, off_t offset) { return pwrite64(fd, bytes, n, offset); }

ssize_t writev(int fd, const struct iovec *parts, int count) {
    if (file(fd) == NOT_OURS) {
        return syscall(SYS_writev, fd, parts, count);
    }
    ssize_t total = 0;
    for (int i = 0; i < count; i++) {
        ssize_t done = write(fd, parts[i].iov_base, parts[i].iov_len);
        if (done < 0) {
            return total > 0 ? total : done;
        }
        total += done;
        if ((size_t)done < parts[i].iov_len) {
            break;
        }
    }
    return total;
}

static ssize_t told(void *bytes, size_t n, int64_t offset) {
    char text[64];
    int length = snprintf(text, sizeof text, "%ld %ld\n", seen, failed);
    if (offset >= length) {
        return 0;
    }
    size_t give = (size_t)(length - offset) < n ? (size_t)(length - offset) : n;
    memcpy(bytes, text + offset, give);
    return (ssize_t)give;
}

ssize_t pread64(int fd, void *bytes, size_t n, off64_t offset) {
    int f = file(fd);
    if (f == CONTROL) {
        return told(bytes, n, offset);
    }
    if (f >= 0 && fails(READ)) {
        return -1;
    }
    return syscall(SYS_pread64, fd, bytes, n, offset);
}

ssize_t pread(int fd, void *bytes, size_t n, off_t offset) { return pread64(fd, bytes, n, offset); }

static int sync_of(int fd, long call) {
    int f = file(fd);
    if (f >= 0 && fails(SYNC)) {
        return -1;
    }
    if (f >= 0 && drop != NULL && ends(names[f], drop)) {
        return 0;
    }
    int done = (int)syscall(call, fd);
    if (done == 0 && (f >= 0 || f == DIRECTORY)) {
        record(f == DIRECTORY || is_directory[f] ? 'D' : 'S', f, 0, NULL, 0);
    }
    return done;
}

int fsync(int fd) { return sync_of(fd, SYS_fsync); }
int fdatasync(int fd) { return sync_of(fd, SYS_fdatasync); }

int ftruncate64(int fd, off64_t length) {
    int f = file(fd);
    if (f == CONTROL) {
        return 0;
    }
    if (f >= 0 && fails(TRUNCATE)) {
        return -1;
    }
    int done = (int)syscall(SYS_ftruncate, fd, length);
    if (done == 0 && f >= 0) {
        record('T', f, length, NULL, 0);
    }
    return done;
}

int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

int unlink(const char *path) {
    const char *name = ours(path);
    if (name != NULL && fails(UNLINK)) {
        return -1;
    }
    int done = (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
    if (done == 0 && name != NULL) {
        record('U', number(name), 0, name, (int64_t)strlen(name));
    }
    return done;
}

int mkdir(const char *path, mode_t mode) {
    const char *name = ours(path);
    int done = (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
    if (done == 0 && name != NULL && name[0] != 0) {
        record('K', number(name), 0, name, (int64_t)strlen(name));
    }
    return done;
}

int rename(const char *from, const char *to) {
    const char *old = ours(from), *new = ours(to);
    int done = (int)syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
    if (done == 0 && old != NULL && new != NULL) {
        char both[8192];
        int length = snprintf(both, sizeof both, "%s%c%s", old, 0, new);
        record('R', number(old), 0, both, length);
    }
    return done;
}

void *mmap64(void *at, size_t length, int protection, int flags, int fd, off64_t offset) {
    int f = file(fd);
    if (f >= 0 && (protection & PROT_WRITE) != 0 && (flags & MAP_SHARED) != 0) {
        record('M', f, offset, NULL, 0);
    }
    return (void *)syscall(SYS_mmap, at, length, protection, flags, fd, offset);
}

void *mmap(void *at, size_t length, int protection, int flags, int fd, off_t offset) {
    return mmap64(at, length, protection, flags, fd, offset);
}

static int ours_to_fail(void *caller) {
    return armed == MALLOC && (uintptr_t)caller >= text_from && (uintptr_t)caller < text_to && fails(MALLOC);
}

void *malloc(size_t n) { return ours_to_fail(__builtin_return_address(0)) ? NULL : __libc_malloc(n); }
void *calloc(size_t n, size_t m) { return ours_to_fail(__builtin_return_address(0)) ? NULL : __libc_calloc(n, m); }
void *realloc(void *p, size_t n) { return ours_to_fail(__builtin_return_address(0)) ? NULL : __libc_realloc(p, n); }
