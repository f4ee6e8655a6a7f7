import { expect, test } from "vitest";
import { findCgroupParents } from "./find-cgroup-parents.ts";

const mount = (root: string, at: string, type: string, options: string) =>
  `35 24 0:30 ${root} ${at} rw,nosuid,nodev shared:9 - ${type} ${type} rw,${options}`;

test("with version 1, each controller's own tree is taken, at this process's group", () => {
  const mounts = [
    mount("/", "/sys/fs/cgroup/memory", "cgroup", "memory"),
    mount("/", "/sys/fs/cgroup/pids", "cgroup", "pids"),
    mount("/", "/sys/fs/cgroup/cpu,cpuacct", "cgroup", "cpu,cpuacct"),
  ];
  const own = "5:memory:/service/a\n4:pids:/\n3:cpu,cpuacct:/b\n";
  expect(findCgroupParents(mounts.join("\n"), own)).toEqual([
    {
      version: 1,
      folders: {
        memory: "/sys/fs/cgroup/memory/service/a",
        pids: "/sys/fs/cgroup/pids",
        cpu: "/sys/fs/cgroup/cpu,cpuacct/b",
      },
    },
  ]);
});

test("in a container, the mount shows this process's group as its root", () => {
  const mounts = ["memory", "pids"].map((one) => mount("/docker/1f", `/sys/fs/cgroup/${one}`, "cgroup", one));
  expect(findCgroupParents(mounts.join("\n"), "5:memory:/docker/1f\n4:pids:/docker/1f")).toEqual([
    { version: 1, folders: { memory: "/sys/fs/cgroup/memory", pids: "/sys/fs/cgroup/pids" } },
  ]);
});

test("with version 2, the own group and everything above it are candidates, nearest first", () => {
  const own = "0::/user.slice/user-1000.slice/session-3.scope\n";
  expect(findCgroupParents(mount("/", "/sys/fs/cgroup", "cgroup2", "nsdelegate"), own)).toEqual([
    {
      version: 2,
      folders: [
        "/sys/fs/cgroup/user.slice/user-1000.slice/session-3.scope",
        "/sys/fs/cgroup/user.slice/user-1000.slice",
        "/sys/fs/cgroup/user.slice",
        "/sys/fs/cgroup",
      ],
    },
  ]);
});

test("a machine that mounts no control groups has none", () => {
  expect(findCgroupParents("22 1 254:0 / / rw - ext4 /dev/vda rw", "")).toEqual([]);
});
