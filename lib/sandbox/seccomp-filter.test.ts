import { describe, expect, test } from "vitest";
import { seccompFilter } from "./seccomp-filter.ts";

type Call = { audit: number; call: number; args?: number[] };

const ALLOW = 0x7fff0000;
const KILL = 0x80000000;
const fails = (errno: number) => 0x00050000 | errno;
const [EPERM, ENOSYS, EAFNOSUPPORT] = [1, 38, 97];

/** What the kernel would answer: the instructions that the filter uses, run one after another. */
function verdict(filter: Buffer, { audit, call, args = [] }: Call): number {
  const data = Buffer.alloc(64);
  data.writeUInt32LE(call, 0);
  data.writeUInt32LE(audit, 4);
  args.forEach((arg, i) => void data.writeBigUInt64LE(BigInt(arg), 16 + 8 * i));
  let loaded = 0;
  for (let at = 0; at < filter.length / 8; at++) {
    const code = filter.readUInt16LE(at * 8);
    const value = filter.readUInt32LE(at * 8 + 4);
    const jump = (holds: boolean) => filter.readUInt8(at * 8 + (holds ? 2 : 3));
    if (code === 0x20) loaded = data.readUInt32LE(value);
    else if (code === 0x15) at += jump(loaded === value);
    else if (code === 0x35) at += jump(loaded >= value);
    else if (code === 0x45) at += jump((loaded & value) !== 0);
    else if (code === 0x06) return value;
    else throw new Error(`instruction ${code.toString(16)} is not one of the filter's`);
  }
  throw new Error("ran off the end");
}

const machines = [
  {
    arch: "x64",
    audit: 0xc000003e,
    read: 0,
    mount: 165,
    clone: 56,
    clone3: 435,
    socket: 41,
    socketpair: 53,
    ioctl: 16,
  },
  {
    arch: "arm64",
    audit: 0xc00000b7,
    read: 63,
    mount: 40,
    clone: 220,
    clone3: 435,
    socket: 198,
    socketpair: 199,
    ioctl: 29,
  },
];

describe.each(machines)("the system call filter for $arch", ({ arch, audit, ...calls }) => {
  const filter = seccompFilter(arch) as Buffer;
  const judge = (call: number, ...args: number[]) => verdict(filter, { audit, call, args });

  test("lets ordinary calls, threads and local sockets pass", () => {
    const thread = 0x3d0f00;
    const answers = [
      judge(calls.read),
      judge(calls.clone, thread),
      judge(calls.socket, 1),
      judge(calls.socket, 2),
      judge(calls.socket, 10),
    ];
    expect([...answers, judge(calls.socketpair, 1), judge(calls.ioctl, 0, 0x5401)]).toEqual(Array(7).fill(ALLOW));
  });

  test("refuses mounts, namespaces, typing into a terminal, and sockets of other families", () => {
    expect(judge(calls.mount)).toBe(fails(EPERM));
    for (const namespace of [0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000]) {
      expect(judge(calls.clone, namespace | 17)).toBe(fails(EPERM));
    }
    expect(judge(calls.ioctl, 0, 0x5412)).toBe(fails(EPERM));
    expect(judge(calls.ioctl, 0, 0x541c)).toBe(fails(EPERM));
    for (const family of [16, 17, 38, 40]) expect(judge(calls.socket, family)).toBe(fails(EAFNOSUPPORT));
  });

  test("hides clone3, whose flags it cannot see, so that the C library falls back to clone", () => {
    expect(judge(calls.clone3)).toBe(fails(ENOSYS));
  });

  test("ends a process that calls by another machine's numbers", () => {
    expect(verdict(filter, { audit: 0x40000003, call: calls.read })).toBe(KILL);
  });
});

test("the filter for x64 refuses the numbers of the x32 interface", () => {
  expect(verdict(seccompFilter("x64") as Buffer, { audit: 0xc000003e, call: 0x40000000 + 165 })).toBe(fails(ENOSYS));
});

test("there is no filter for a machine whose call numbers are not known", () => {
  expect(seccompFilter("riscv64")).toBeNull();
});
