/** The address of a file or folder of the project. */
export function projectUrl(path: string): URL {
  return new URL(`../../../${path}`, import.meta.url);
}
