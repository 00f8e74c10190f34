import { describe, expect, it } from "vitest";
import { addressClass, isLoopback, isPublicAddress } from "./addresses.ts";

/** Every row of IANA's IPv4 and IPv6 special-purpose registries, with its edges, and what lies around them. */
const NOT_PUBLIC: Readonly<Record<string, readonly string[]>> = {
  "this network 0/8": ["0.0.0.0", "0.1.2.3", "0.255.255.255"],
  "private 10/8": ["10.0.0.0", "10.1.2.3", "10.255.255.255"],
  "shared 100.64/10": ["100.64.0.0", "100.100.100.200", "100.127.255.255"],
  "loopback 127/8": ["127.0.0.1", "127.255.255.254"],
  "link-local and metadata": ["169.254.0.0", "169.254.169.254", "169.254.255.255"],
  "private 172.16/12": ["172.16.0.0", "172.31.255.255"],
  "IETF 192.0.0/24": ["192.0.0.0", "192.0.0.8", "192.0.0.170", "192.0.0.192"],
  "TEST-NET-1, 2, 3": ["192.0.2.1", "198.51.100.1", "203.0.113.255"],
  "AS112 and AMT": ["192.31.196.1", "192.175.48.1", "192.52.193.1"],
  "6to4 relay": ["192.88.99.1"],
  "private 192.168/16": ["192.168.0.0", "192.168.255.255"],
  "benchmarking 198.18/15": ["198.18.0.0", "198.19.255.255"],
  multicast: ["224.0.0.1", "239.255.255.255", "ff02::1", "ff0e::1"],
  "reserved 240/4 and broadcast": ["240.0.0.1", "255.255.255.254", "255.255.255.255"],
  "unspecified and loopback": ["::", "::1", "0:0:0:0:0:0:0:1"],
  "IPv4-mapped": ["::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:8.8.8.8", "::ffff:a9fe:a9fe"],
  "IPv4-compatible": ["::127.0.0.1", "::7f00:1", "::8.8.8.8"],
  "IPv4-translated": ["::ffff:0:127.0.0.1"],
  "NAT64 and its local prefix": ["64:ff9b::7f00:1", "64:ff9b::8.8.8.8", "64:ff9b:1::1", "64:ff9b:1:ffff::1"],
  "discard and dummy": ["100::1", "100:0:0:1::1"],
  "IETF 2001::/23: Teredo, benchmarking, AMT, AS112, ORCHID, DRIP": [
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:1::1",
    "2001:2::1",
    "2001:3::1",
    "2001:4:112::1",
    "2001:10::1",
    "2001:20::1",
    "2001:30::1",
    "2001:1ff:ffff::1",
  ],
  documentation: ["2001:db8::1", "2001:db8:ffff::1", "3fff::1", "3fff:fff::1"],
  "6to4": ["2002:7f00:1::1", "2002:a9fe:a9fe::", "2002:808:808::1"],
  "AS112 for IPv6": ["2620:4f:8000::1"],
  "segment routing": ["5f00::1"],
  "unique local": ["fc00::1", "fd00:ec2::254", "fdff::1"],
  "link-local": ["fe80::1", "febf::1"],
  "site-local": ["fec0::1", "feff::1"],
  "not allocated": ["1::1", "200::1", "4000::1", "8000::1", "e000::1"],
  "zone ids": ["fe80::1%eth0", "2606:4700::1%1", "::1%lo"],
  "other spellings and no address": [
    "0x7f.1",
    "0177.0.0.1",
    "2130706433",
    "127.1",
    "1.2.3",
    "1.2.3.4.5",
    "",
    "a.b",
  ],
};

const PUBLIC = [
  ...["1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255"],
  ...[
    "128.0.0.1",
    "169.253.255.255",
    "169.255.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.1",
    "192.0.3.1",
  ],
  ...["192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255"],
  ...[
    "2001:200::1",
    "2001:4860:4860::8888",
    "2003::1",
    "2606:4700:4700::1111",
    "2a00:1450::1",
    "[2606:4700::1]",
  ],
];

describe("an address", () => {
  for (const [name, addresses] of Object.entries(NOT_PUBLIC)) {
    it(`of ${name} is not public`, () => {
      expect(addresses.filter(isPublicAddress)).toEqual([]);
    });
  }
  it("beside the special ones is public", () => {
    expect(PUBLIC.filter((address) => !isPublicAddress(address))).toEqual([]);
  });
  it("is loopback only when it is, and not when it maps to it", () => {
    expect(["127.0.0.1", "127.9.9.9", "::1"].every(isLoopback)).toBe(true);
    expect(["::ffff:127.0.0.1", "::127.0.0.1", "0.0.0.0", "::", "64:ff9b::7f00:1"].some(isLoopback)).toBe(
      false,
    );
  });
  it("has a class that can be named", () => {
    expect(["10.1.1.1", "169.254.169.254", "4000::1", "nonsense"].map(addressClass)).toEqual([
      "private",
      "linkLocal",
      "unallocated",
      "unreadable",
    ]);
  });
});
