import { labErrors } from '../errors.ts'

/** Columns by the option that names them. */
type Named = Readonly<Record<string, string | undefined>>

/** @throws labErrors.badOption where one column is to be read as a number and as text */
export function assertApart(numbers: Named, texts: Named): void {
  for (const [option, column] of Object.entries(texts)) {
    const other = Object.entries(numbers).find(([, name]) => name !== undefined && name === column)
    if (column !== undefined && other)
      throw labErrors.badOption({
        option,
        value: column,
        wanted: `another column than that of --${other[0]}`,
      })
  }
}
