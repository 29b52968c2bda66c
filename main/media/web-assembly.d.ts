export {};

declare global {
  /**
   * The part of the WebAssembly interface that is used. Node has all of it, but its types leave it to the browser's
   * library, which must not leak into the core.
   */
  namespace WebAssembly {
    interface Module {
      readonly [Symbol.toStringTag]: string;
    }
    type Imports = Record<string, Record<string, unknown>>;
    class Instance {
      constructor(module: Module, imports: Imports);
      readonly exports: Record<string, unknown>;
    }
    function compile(bytes: Uint8Array): Promise<Module>;
  }
}
