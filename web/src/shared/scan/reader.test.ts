import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { beforeAll, describe, expect, it } from "vitest";
import { prepareZXingModule as prepareReader, readBarcodes } from "zxing-wasm/reader";
import { prepareZXingModule as prepareWriter, writeBarcode } from "zxing-wasm/writer";
import { readLabel } from "./gs1";
import { OPTIONS, textOf } from "./reader";

const GOODS = "(01)06901234000016(10)L-7(21)0042";
const SAID = { gtin: "06901234000016", lot: "L-7", serial: "0042" };

const wasmOf = (name: string) => {
  const file = createRequire(import.meta.url).resolve(`zxing-wasm/${name}`);
  return new Uint8Array(readFileSync(file)).buffer;
};

type Format = Parameters<typeof writeBarcode>[1] extends infer T | undefined
  ? T extends { format?: infer F }
    ? NonNullable<F>
    : never
  : never;

async function seen(text: string, format: Format, options = ""): Promise<string | null> {
  const drawn = await writeBarcode(text, { format, options, scale: 3 });
  if (drawn.image === null) throw new Error(drawn.error);
  return textOf(await readBarcodes(drawn.image, OPTIONS));
}

describe("what the camera's reader sees", () => {
  beforeAll(() => {
    prepareReader({ overrides: { wasmBinary: wasmOf("reader/zxing_reader.wasm") } });
    prepareWriter({ overrides: { wasmBinary: wasmOf("writer/zxing_writer.wasm") } });
  });

  it.each(["QRCode", "DataMatrix", "Aztec", "PDF417", "Code128", "Code39", "Code93"] as const)(
    "is a code of ours in %s",
    async (format) => {
      expect(await seen("WO-1-20", format)).toBe("WO-1-20");
    },
  );

  it("is an article's number", async () => {
    expect(await seen("6901234000016", "EAN13")).toBe("6901234000016");
    expect(await seen("96385074", "EAN8")).toBe("96385074");
  });

  it("is Chinese", async () => {
    expect(await seen("轴承 6204 δ", "QRCode")).toBe("轴承 6204 δ");
  });

  it.each([
    ["Code128", "]C1"],
    ["DataMatrix", "]d2"],
    ["QRCode", "]Q3"],
  ] as const)("is a GS1 label in %s with its separators", async (format, mark) => {
    const text = await seen(GOODS, format, "gs1");
    expect(text?.slice(0, 3)).toBe(mark);
    expect(readLabel(text ?? "")).toMatchObject(SAID);
  });
});
