// The system calls that a sandbox may not make, as a classic BPF program for bubblewrap's --seccomp.
//
// A list of what is forbidden rather than of what is allowed: user code may need anything that Python's libraries
// need, and namespaces already hide the rest of the machine. Forbidden is what widens the kernel's attack surface
// without use to a document: mounts, namespaces, tracing, keys, modules, bpf, io_uring, raw sockets of odd families.

/** Numbers from the kernel's unistd.h for x86-64 and for the generic table that arm64 uses; null: not there. */
const forbidden: Record<string, readonly [x64: number | null, arm64: number | null]> = {
  acct: [163, 89],
  add_key: [248, 217],
  adjtimex: [159, 171],
  bpf: [321, 280],
  chroot: [161, 51],
  clock_adjtime: [305, 266],
  clock_settime: [227, 112],
  delete_module: [176, 106],
  fanotify_init: [300, 262],
  finit_module: [313, 273],
  fsconfig: [431, 431],
  fsmount: [432, 432],
  fsopen: [430, 430],
  fspick: [433, 433],
  init_module: [175, 105],
  io_uring_enter: [426, 426],
  io_uring_register: [427, 427],
  io_uring_setup: [425, 425],
  ioperm: [173, null],
  iopl: [172, null],
  kcmp: [312, 272],
  kexec_file_load: [320, 294],
  kexec_load: [246, 104],
  keyctl: [250, 219],
  lookup_dcookie: [212, 18],
  mbind: [237, 235],
  memfd_secret: [447, 447],
  migrate_pages: [256, 238],
  modify_ldt: [154, null],
  mount: [165, 40],
  mount_setattr: [442, 442],
  move_mount: [429, 429],
  move_pages: [279, 239],
  name_to_handle_at: [303, 264],
  open_by_handle_at: [304, 265],
  open_tree: [428, 428],
  perf_event_open: [298, 241],
  personality: [135, 92],
  pidfd_getfd: [438, 438],
  pivot_root: [155, 41],
  process_madvise: [440, 440],
  process_vm_readv: [310, 270],
  process_vm_writev: [311, 271],
  ptrace: [101, 117],
  quotactl: [179, 60],
  quotactl_fd: [443, 443],
  reboot: [169, 142],
  request_key: [249, 218],
  set_mempolicy: [238, 237],
  set_mempolicy_home_node: [450, 450],
  setdomainname: [171, 162],
  sethostname: [170, 161],
  setns: [308, 268],
  settimeofday: [164, 170],
  swapoff: [168, 225],
  swapon: [167, 224],
  syslog: [103, 116],
  umount2: [166, 39],
  unshare: [272, 97],
  uselib: [134, null],
  userfaultfd: [323, 282],
  vhangup: [153, 58],
};

const machines = {
  x64: { audit: 0xc000003e, column: 0, clone: 56, clone3: 435, socket: 41, socketpair: 53, ioctl: 16 },
  arm64: { audit: 0xc00000b7, column: 1, clone: 220, clone3: 435, socket: 198, socketpair: 199, ioctl: 29 },
} as const;

const errno = { EPERM: 1, ENOSYS: 38, EAFNOSUPPORT: 97 };
/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET. */
const namespaceFlags = 0x7e020000;
/** Input to a terminal as if it had been typed there. */
const typingRequests = [0x5412, 0x541c];
/** AF_UNIX, AF_INET, AF_INET6: no netlink, packet or vsock sockets. */
const families = [1, 2, 10];

type Instruction = readonly [code: number, jumpTrue: number, jumpFalse: number, value: number];

/** Offsets in struct seccomp_data; both machines are little-endian, so an argument's low half comes first. */
const offset = { call: 0, arch: 4, argument0: 16, argument1: 24 };
const load = (at: number): Instruction => [0x20, 0, 0, at];
const skipUnlessEqual = (value: number, skip: number): Instruction => [0x15, 0, skip, value];
const skipIfEqual = (value: number, skip: number): Instruction => [0x15, skip, 0, value];
const skipIfBelow = (value: number, skip: number): Instruction => [0x35, 0, skip, value];
const skipUnlessAnyBit = (bits: number, skip: number): Instruction => [0x45, 0, skip, bits];
const answer = (value: number): Instruction => [0x06, 0, 0, value];
const allow = answer(0x7fff0000);
const endProcess = answer(0x80000000);
const fail = (code: number) => answer(0x00050000 | code);

/** The call numbered `call`, judged by one argument: `judge` must end in an answer. */
function onCall(call: number, argument: number, judge: Instruction[]): Instruction[] {
  return [skipUnlessEqual(call, judge.length + 1), load(argument), ...judge];
}

function allowOnly(values: readonly number[], otherwise: Instruction): Instruction[] {
  return [...values.map((value, i) => skipIfEqual(value, values.length - i)), otherwise, allow];
}

/** The filter's bytes (struct sock_filter each), or null for a machine whose call numbers are not known here. */
export function seccompFilter(arch: string = process.arch): Buffer | null {
  if (arch !== "x64" && arch !== "arm64") return null;
  const machine = machines[arch];
  const denied = Object.values(forbidden)
    .map((numbers) => numbers[machine.column])
    .filter((number): number is number => number !== null);
  return assemble([
    load(offset.arch),
    skipIfEqual(machine.audit, 1),
    endProcess,
    load(offset.call),
    // Numbers of the x32 interface, which would walk past the list below.
    ...(arch === "x64" ? [skipIfBelow(0x40000000, 1), fail(errno.ENOSYS)] : []),
    ...denied.flatMap((call) => [skipUnlessEqual(call, 1), fail(errno.EPERM)]),
    // Its flags lie in memory, where a filter cannot see them; the C library then falls back to clone.
    skipUnlessEqual(machine.clone3, 1),
    fail(errno.ENOSYS),
    ...onCall(machine.clone, offset.argument0, [skipUnlessAnyBit(namespaceFlags, 1), fail(errno.EPERM), allow]),
    ...onCall(machine.socket, offset.argument0, allowOnly(families, fail(errno.EAFNOSUPPORT))),
    ...onCall(machine.socketpair, offset.argument0, allowOnly(families, fail(errno.EAFNOSUPPORT))),
    ...onCall(machine.ioctl, offset.argument1, [
      ...typingRequests.map((request, i) => skipIfEqual(request, typingRequests.length - i)),
      allow,
      fail(errno.EPERM),
    ]),
    allow,
  ]);
}

function assemble(program: readonly Instruction[]): Buffer {
  const bytes = Buffer.alloc(program.length * 8);
  program.forEach(([code, jumpTrue, jumpFalse, value], i) => {
    bytes.writeUInt16LE(code, i * 8);
    bytes.writeUInt8(jumpTrue, i * 8 + 2);
    bytes.writeUInt8(jumpFalse, i * 8 + 3);
    bytes.writeUInt32LE(value >>> 0, i * 8 + 4);
  });
  return bytes;
}
