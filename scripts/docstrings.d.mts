/** One export of the package's face, as its source declares it. */
export interface Export {
  name: string
  /** The folder below packages/models/src. */
  family: string
  kind: 'function' | 'type' | 'value'
  doc: string
  signature: string
  example: string | null
}
export function readExports(packageDir: string): Export[]
