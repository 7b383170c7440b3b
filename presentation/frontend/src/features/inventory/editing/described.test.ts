import { expect, it } from "vitest";
import { bodyOf, describedOf, NOBODY, varsOf } from "./described";

const WEB1 = {
  name: "web1",
  address: "192.0.2.1",
  port: 2222,
  user: null,
  groups: ["web"],
  tags: ["edge"],
  vars: { role: "front", ports: [80, 443] },
};

it("comes back as it was when nothing is changed", () => {
  expect(bodyOf(describedOf(WEB1), ["ssh-ed25519 AAAA"])).toEqual({ ...WEB1, host_keys: ["ssh-ed25519 AAAA"] });
});

it("leaves to the server what was left empty", () => {
  expect(bodyOf({ ...NOBODY, name: " db1 " }, [])).toEqual({
    name: "db1",
    address: null,
    port: null,
    user: null,
    groups: [],
    tags: [],
    vars: {},
    host_keys: [],
  });
  expect(describedOf({ ...WEB1, address: "web1" }).address).toBe("");
});

it("says what is wrong with variables and sends nothing then", () => {
  expect(varsOf("role: [front")).toHaveProperty("wrong", expect.stringContaining("line 1"));
  expect(varsOf("- a list")).toEqual({ wrong: "" });
  expect(bodyOf({ ...NOBODY, vars: "a: b: c" }, [])).toBeNull();
});
