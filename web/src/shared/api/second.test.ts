import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { Refused, request } from "./http";
import { letSecondSign, useSecond } from "./second";

const MISSING = { type: "x", code: "second-signature-missing", title: "Sign", status: 409 };
const headers = { "content-type": "application/json" };

/** A server that does a command once somebody signed for it. */
function plant() {
  const sent: string[] = [];
  const isSigned = new Set<string>();
  const one = ({ id }: { readonly id: string }) => (isSigned.has(id) ? null : MISSING);
  vi.stubGlobal("fetch", async (path: string, { body }: { body: string }) => {
    sent.push(path);
    const said = JSON.parse(body);
    if (path.endsWith("second-signature")) isSigned.add(said.body.id);
    if (said.commands) {
      const answers = said.commands.map((each: { id: string }) => {
        const problem = one(each);
        return problem ? { problem } : { answer: { id: each.id } };
      });
      return new Response(JSON.stringify({ answers }), { headers });
    }
    const problem = path.includes("/commands/") ? one(said) : null;
    return new Response(JSON.stringify(problem ?? { id: said.id }), {
      status: problem?.status ?? 200,
      headers,
    });
  });
  return { sent, isSigned };
}

/** Sign for, or turn down, whatever is asked for. */
function answering(isSigned: Set<string> | null) {
  const bodies: unknown[] = [];
  const stop = useSecond.subscribe(({ asked }) => {
    if (asked === null) return;
    bodies.push(asked.body);
    isSigned?.add(String(asked.body.id));
    asked.end(isSigned !== null);
  });
  return { bodies, stop };
}

describe("a command that two people decide", () => {
  beforeAll(letSecondSign);
  afterEach(() => vi.unstubAllGlobals());

  it("is sent again as it was once the other one signed", async () => {
    const { sent, isSigned } = plant();
    const { bodies, stop } = answering(isSigned);
    await expect(request("POST", "/api/v1/commands/a.b", { id: "7" })).resolves.toEqual({
      id: "7",
    });
    stop();
    expect(bodies).toEqual([{ id: "7" }]);
    expect(sent).toEqual(["/api/v1/commands/a.b", "/api/v1/commands/a.b"]);
  });

  it("stays refused where nobody signs", async () => {
    const { sent } = plant();
    const { stop } = answering(null);
    const refused = await request("POST", "/api/v1/commands/a.b", { id: "8" }).catch((one) => one);
    stop();
    expect(refused).toBeInstanceOf(Refused);
    expect(sent).toHaveLength(1);
  });

  it("is signed for one by one in a batch, and as a whole where it is all or none", async () => {
    const { isSigned } = plant();
    const { bodies, stop } = answering(isSigned);
    const commands = ["1", "2"].map((id) => ({ command: "a.b", id }));
    const each = await request<{ answers: unknown[] }>("POST", "/api/v1/commands", { commands });
    expect(each.answers).toEqual([{ answer: { id: "1" } }, { answer: { id: "2" } }]);
    const whole = [{ command: "a.b", id: "3" }];
    const body = { commands: whole, atomic: true };
    const all = await request<{ answers: unknown[] }>("POST", "/api/v1/commands", body);
    stop();
    expect(all.answers).toEqual([{ answer: { id: "3" } }]);
    expect(bodies).toEqual([{ id: "1" }, { id: "2" }, { id: "3" }]);
  });
});
