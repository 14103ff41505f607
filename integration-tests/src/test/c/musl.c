/*
 * Run as "musl LIBRARY", by musl's loader, on JNA's libjnidispatch.so, which is made for glibc: loads
 * it as a JVM does, and makes acceptlag's calls as JNA makes them, through the libffi that it carries
 * and with addresses as 64-bit numbers. Prints "ok", or what is not as it should be.
 *
 * What is compared here with musl's headers, acceptlag has as numbers: SocketOptions, TcpInfo,
 * SocketAddressText, SockDiag, ProcessCalls.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define AT(field, offset) \
  _Static_assert(offsetof(struct tcp_info, field) == (offset), #field)
AT(tcpi_state, 0);
AT(tcpi_options, 5);
AT(tcpi_snd_mss, 16);
AT(tcpi_unacked, 24);
AT(tcpi_sacked, 28);
AT(tcpi_last_data_sent, 44);
AT(tcpi_last_data_recv, 52);
AT(tcpi_rtt, 68);
AT(tcpi_reordering, 88);
AT(tcpi_total_retrans, 100);
AT(tcpi_bytes_received, 128);
AT(tcpi_data_segs_out, 156);

_Static_assert(SOL_SOCKET == 1 && IPPROTO_TCP == 6 && TCP_INFO == 11, "options");
_Static_assert(SO_MEMINFO == 55 && SO_COOKIE == 57 && FIONREAD == 0x541b, "options");
_Static_assert(AF_UNIX == 1 && AF_INET == 2 && AF_INET6 == 10 && AF_NETLINK == 16, "families");
_Static_assert(SOCK_STREAM == 1 && SOCK_RAW == 3 && SOCK_CLOEXEC == 0x80000, "types");
_Static_assert(O_RDONLY == 0 && O_CLOEXEC == 0x80000 && CLONE_NEWNET == 0x40000000, "flags");
_Static_assert(MSG_DONTWAIT == 0x40 && CLOCK_MONOTONIC_COARSE == 6, "flags");
_Static_assert(offsetof(struct sockaddr_in, sin_port) == 2, "sin_port");
_Static_assert(offsetof(struct sockaddr_in, sin_addr) == 4, "sin_addr");
_Static_assert(offsetof(struct sockaddr_in6, sin6_addr) == 8, "sin6_addr");
_Static_assert(offsetof(struct sockaddr_un, sun_path) == 2, "sun_path");
_Static_assert(sizeof(struct timespec) == 16 && sizeof(long) == 8, "timespec");

/* libffi's, as in its ffi.h. */
typedef struct {
  size_t size;
  unsigned short alignment, type;
  void *elements;
} ffi_type;

static void *library;
static ffi_type *ffi_int, *ffi_long;
static int (*ffi_prep_cif)(void *, int, unsigned, ffi_type *, ffi_type **);
static void (*ffi_call)(void *, void *, void *, void **);

static void fail(const char *what) {
  const char *why = dlerror();
  printf("%s: %s\n", what, why ? why : strerror(errno));
  exit(1);
}

static void check(int right, const char *what) {
  if (!right) fail(what);
}

static void *find(void *in, const char *name) {
  void *symbol = dlsym(in, name);
  check(symbol != NULL, name);
  return symbol;
}

/*
 * types: of the result and the parameters, "i" for int and "l" for long. The values are longs. As
 * JNA, it looks the function up in the library that is named "c".
 */
static long call(const char *name, const char *types, ...) {
  static void *libc;
  static long cif[64];
  ffi_type *parameters[8];
  long values[8];
  int ints[8];
  void *pointers[8];
  long result = 0;
  int count = (int)strlen(types) - 1;
  if (libc == NULL) libc = dlopen("libc.so", RTLD_LAZY);
  check(libc != NULL, "libc.so");
  __builtin_va_list list;
  __builtin_va_start(list, types);
  for (int i = 0; i < count; i++) {
    values[i] = __builtin_va_arg(list, long);
    ints[i] = (int)values[i];
    int isInt = types[i + 1] == 'i';
    parameters[i] = isInt ? ffi_int : ffi_long;
    pointers[i] = isInt ? (void *)&ints[i] : (void *)&values[i];
  }
  __builtin_va_end(list);
  /* 2 on x86-64 and 1 on aarch64: FFI_UNIX64 and FFI_SYSV, their defaults. */
#ifdef __x86_64__
  int abi = 2;
#else
  int abi = 1;
#endif
  check(ffi_prep_cif(cif, abi, count, types[0] == 'i' ? ffi_int : ffi_long, parameters) == 0, name);
  errno = 0;
  ffi_call(cif, find(libc, name), &result, pointers);
  return types[0] == 'i' ? (int)result : result;
}

static int listener(struct sockaddr_in *address) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  socklen_t length = sizeof *address;
  memset(address, 0, sizeof *address);
  address->sin_family = AF_INET;
  address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  check(bind(fd, (struct sockaddr *)address, sizeof *address) == 0, "bind");
  check(listen(fd, 7) == 0, "listen");
  memset(address, 0, sizeof *address);
  check(call("getsockname", "iill", (long)fd, address, &length) == 0, "getsockname");
  return fd;
}

int main(int count, char **arguments) {
  check(count == 2, "musl LIBRARY");
  library = dlopen(arguments[1], RTLD_LAZY);
  check(library != NULL, "JNA's library");
  ffi_prep_cif = find(library, "ffi_prep_cif");
  ffi_call = find(library, "ffi_call");
  ffi_int = find(library, "ffi_type_sint32");
  ffi_long = find(library, "ffi_type_sint64");
  find(library, "JNI_OnLoad");
  find(library, "Java_com_sun_jna_Native_registerMethod");

  /* A queue with two connections in it, of which one has sent something. */
  struct sockaddr_in address, peer;
  int server = listener(&address);
  int first = socket(AF_INET, SOCK_STREAM, 0), second = socket(AF_INET, SOCK_STREAM, 0);
  check(connect(first, (struct sockaddr *)&address, sizeof address) == 0, "connect");
  check(call("connect", "iili", (long)second, &address, (long)sizeof address) == 0, "connect");
  check(send(first, "hello", 5, 0) == 5, "send");
  unsigned char info[248];
  socklen_t length = sizeof info;
  check(call("getsockopt", "iiiill", (long)server, 6L, 11L, info, &length) == 0, "TCP_INFO");
  check(length >= 104 && info[0] == 10, "TCP_INFO: state");
  check(*(uint32_t *)(info + 24) == 2 && *(uint32_t *)(info + 28) == 7, "TCP_INFO: queue");
  /* As the JDK's foreign functions call it: all are 64-bit numbers. */
  check((int)call("getsockopt", "llllll", (long)server, 6L, 11L, info, &length) == 0, "by longs");
  uint32_t memory[9];
  length = sizeof memory;
  check(call("getsockopt", "iiiill", (long)server, 1L, 55L, memory, &length) == 0, "SO_MEMINFO");
  check(length == 36 && memory[8] == 0, "SO_MEMINFO: drops");
  uint64_t cookie = 0;
  length = sizeof cookie;
  check(call("getsockopt", "iiiill", (long)server, 1L, 57L, &cookie, &length) == 0, "SO_COOKIE");
  check(cookie != 0, "SO_COOKIE: none");

  int accepted = accept(server, NULL, NULL);
  length = sizeof info;
  check(call("getsockopt", "iiiill", (long)accepted, 6L, 11L, info, &length) == 0, "TCP_INFO");
  check(info[0] == 1 && *(uint32_t *)(info + 16) > 0, "TCP_INFO: connection");
  check(*(uint64_t *)(info + 128) == 5, "TCP_INFO: bytes received");
  int unread = 0;
  check(call("ioctl", "iill", (long)accepted, 0x541bL, &unread) == 0 && unread == 5, "SIOCINQ");
  length = sizeof peer;
  check(call("getpeername", "iill", (long)accepted, &peer, &length) == 0, "getpeername");
  check(peer.sin_addr.s_addr == htonl(INADDR_LOOPBACK), "getpeername: address");
  char bytes[256] = "";
  check(call("recv", "lilli", (long)accepted, bytes, 5L, 0x40L) == 5, "recv");
  check(memcmp(bytes, "hello", 5) == 0, "recv: bytes");
  check(call("recv", "lilli", (long)accepted, bytes, 5L, 0x40L) == -1 && errno == EAGAIN, "EAGAIN");
  check(call("send", "lilli", (long)accepted, bytes, 5L, 0L) == 5, "send");

  long resolution[2] = {-1, -1};
  check(call("clock_getres", "iil", 6L, resolution) == 0 && resolution[0] == 0, "clock_getres");
  int file = (int)call("open", "ilii", "/proc/self/status", 0x80000L, 0L);
  check(file >= 0 && (fcntl(file, F_GETFD) & FD_CLOEXEC) != 0, "open");
  snprintf(bytes, sizeof bytes, "/proc/self/fd/%d", file);
  char target[256] = "";
  check(call("readlink", "llll", bytes, target, (long)sizeof target) > 0, "readlink");
  check(strstr(target, "/status") != NULL, "readlink: target");
  check(call("close", "ii", (long)file) == 0, "close");
  check(call("close", "ii", (long)file) == -1 && errno == EBADF, "EBADF");
  int diag = (int)call("socket", "iiii", 16L, 3L | 0x80000L, 4L);
  check(diag >= 0, "sock_diag");
  check(call("malloc", "ll", 64L) != 0, "malloc");
  check(call("getuid", "i") == getuid() && call("getgid", "i") == getgid(), "getuid");
  check(call("kill", "iii", (long)getpid(), 0L) == 0, "kill");
  find(dlopen("libc.so", RTLD_LAZY), "setns");
  find(dlopen("libc.so", RTLD_LAZY), "seteuid");
  find(dlopen("libc.so", RTLD_LAZY), "setegid");
  puts("ok");
  return 0;
}
