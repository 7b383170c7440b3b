import { describe, expect, it } from "vitest";
import { beginning, paramsOf } from "./params";

const PARAMETERS = {
  service: { type: "string", default: "nginx" },
  tries: { type: "integer" },
  force: { type: "boolean" },
  mounts: { type: "array", default: ["/"] },
};

describe("the parameters of a run", () => {
  it("begin with what was used before, else with the defaults", () => {
    expect(beginning(PARAMETERS, { service: "ssh" })).toEqual({
      service: "ssh",
      tries: "",
      force: false,
      mounts: '["/"]',
    });
  });

  it("are sent as their types, and left out where nothing was typed", () => {
    const typed = { service: "", tries: "3", force: true, mounts: '["/var"]' };
    expect(paramsOf(PARAMETERS, typed)).toEqual({
      params: { tries: 3, force: true, mounts: ["/var"] },
      wrong: [],
    });
  });

  it("name each that is no number or no JSON", () => {
    expect(paramsOf(PARAMETERS, { tries: "3.5", mounts: "[" }).wrong).toEqual(["tries", "mounts"]);
  });
});
