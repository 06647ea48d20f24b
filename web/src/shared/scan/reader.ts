/** Reads codes in a picture: ZXing as wasm from our own server, else what the browser brings. */

import {
  prepareZXingModule,
  type ReaderOptions,
  type ReadResult,
  readBarcodes,
} from "zxing-wasm/reader";
import wasm from "zxing-wasm/reader/zxing_reader.wasm?url";

/** The text of the code in a picture, with a GS1 code's own mark in front; null if there is none. */
export type Read = (picture: ImageData) => Promise<string | null>;

/** Linear and square codes that stand on goods, papers, machines and badges. */
export const OPTIONS: ReaderOptions = {
  formats: [
    "QRCode",
    "MicroQRCode",
    "DataMatrix",
    "Aztec",
    "PDF417",
    "Code128",
    "Code39",
    "Code93",
    "Codabar",
    "ITF",
    "EAN13",
    "EAN8",
    "UPCA",
    "UPCE",
    "DataBar",
    "DataBarExp",
  ],
  maxNumberOfSymbols: 1,
  textMode: "Plain",
  tryHarder: true,
};

/** Browsers without wasm under our policy (Chrome below 97) may read codes themselves. */
interface Detector {
  detect(picture: ImageData): Promise<readonly { readonly rawValue: string }[]>;
}
declare const BarcodeDetector: { new (): Detector } | undefined;

export async function openReader(): Promise<Read> {
  try {
    const overrides = { locateFile: () => wasm };
    await prepareZXingModule({ overrides, fireImmediately: true });
    return readWithWasm;
  } catch (failure) {
    if (typeof BarcodeDetector === "undefined") throw failure;
    const detector = new BarcodeDetector();
    return async (picture) => (await detector.detect(picture))[0]?.rawValue ?? null;
  }
}

const readWithWasm: Read = async (picture) => textOf(await readBarcodes(picture, OPTIONS));

/** What was read; in front of a GS1 code stands how a scanner would announce it. */
export function textOf([found]: readonly ReadResult[]): string | null {
  if (found === undefined || !found.isValid || found.text === "") return null;
  return found.contentType === "GS1" ? found.symbologyIdentifier + found.text : found.text;
}
