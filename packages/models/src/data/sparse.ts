import { InvalidInputError } from '../errors.ts'

/** A sparse matrix by rows (CSR): row i has `columns[offsets[i] .. offsets[i+1])`, ascending, each once. */
export interface SparseMatrix {
  readonly rows: number
  readonly width: number
  readonly offsets: Uint32Array
  readonly columns: Uint32Array
  readonly values: Float32Array
}

/**
 * From pairs (row, column, value) in any order; values of a pair that comes twice are added.
 * @param row, column codes below `rows` and `width`; equal lengths
 * @param value defaults to 1 each
 * @throws InvalidInputError for unequal lengths, a code out of range or a value that is not finite
 */
export function sparseMatrix(
  rows: number,
  width: number,
  row: Uint32Array,
  column: Uint32Array,
  value?: ArrayLike<number>,
): SparseMatrix {
  const n = row.length
  if (column.length !== n || (value && value.length !== n))
    throw new InvalidInputError('column', `and row (and value) must be equally long; row has ${n} entries.`)
  const starts = new Uint32Array(rows + 1)
  for (let i = 0; i < n; i++) {
    const r = row[i] as number
    if (r >= rows) throw new InvalidInputError(`row[${i}]`, `is ${r}, but there are ${rows} rows.`)
    if ((column[i] as number) >= width)
      throw new InvalidInputError(`column[${i}]`, `is ${column[i]}, but there are ${width} columns.`)
    starts[r + 1] = (starts[r + 1] as number) + 1
  }
  for (let r = 0; r < rows; r++) starts[r + 1] = (starts[r + 1] as number) + (starts[r] as number)
  const order = new Uint32Array(n)
  const next = starts.slice()
  for (let i = 0; i < n; i++) {
    const r = row[i] as number
    const at = next[r] as number
    order[at] = i
    next[r] = at + 1
  }
  return mergeRows(rows, width, starts, order, column, value)
}

function mergeRows(
  rows: number,
  width: number,
  starts: Uint32Array,
  order: Uint32Array,
  column: Uint32Array,
  value: ArrayLike<number> | undefined,
): SparseMatrix {
  const offsets = new Uint32Array(rows + 1)
  const columns = new Uint32Array(order.length)
  const values = new Float32Array(order.length)
  let end = 0
  for (let r = 0; r < rows; r++) {
    const first = end
    const entries = order
      .subarray(starts[r] as number, starts[r + 1] as number)
      .sort((a, b) => (column[a] as number) - (column[b] as number) || a - b)
    for (const i of entries) {
      const weight = value ? (value[i] as number) : 1
      if (!Number.isFinite(weight))
        throw new InvalidInputError(`value[${i}]`, `must be a finite number, not ${weight}.`)
      if (end > first && columns[end - 1] === column[i])
        values[end - 1] = (values[end - 1] as number) + weight
      else {
        columns[end] = column[i] as number
        values[end] = weight
        end += 1
      }
    }
    offsets[r + 1] = end
  }
  return { rows, width, offsets, columns: columns.slice(0, end), values: values.slice(0, end) }
}

/** Rows become columns. O(entries). */
export function transpose(m: SparseMatrix): SparseMatrix {
  const offsets = new Uint32Array(m.width + 1)
  for (const c of m.columns) offsets[c + 1] = (offsets[c + 1] as number) + 1
  for (let c = 0; c < m.width; c++) offsets[c + 1] = (offsets[c + 1] as number) + (offsets[c] as number)
  const next = offsets.slice()
  const columns = new Uint32Array(m.columns.length)
  const values = new Float32Array(m.columns.length)
  for (let r = 0; r < m.rows; r++) {
    for (let e = m.offsets[r] as number; e < (m.offsets[r + 1] as number); e++) {
      const c = m.columns[e] as number
      const at = next[c] as number
      columns[at] = r
      values[at] = m.values[e] as number
      next[c] = at + 1
    }
  }
  return { rows: m.width, width: m.rows, offsets, columns, values }
}
