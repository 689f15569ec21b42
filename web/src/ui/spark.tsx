/**
 * A small line of shares over time, 0 at the bottom and 1 at the top; the last point is marked. `words` says the same to
 * those who do not see it.
 */
export function Spark({
  values,
  words,
  width = 88,
  height = 24,
}: {
  values: readonly (number | null)[]
  words: string
  width?: number
  height?: number
}) {
  const known = values.flatMap((value, i) => (value === null ? [] : [{ i, value }]))
  const x = (i: number) => (values.length < 2 ? width - 4 : 4 + (i * (width - 8)) / (values.length - 1))
  const y = (value: number) => 3 + (1 - value) * (height - 6)
  const last = known.at(-1)
  return (
    <svg className="spark" width={width} height={height} role="img" aria-label={words}>
      <line x1="0" x2={width} y1={height - 3} y2={height - 3} className="spark-floor" />
      {known.length > 1 ? (
        <polyline
          points={known.map(({ i, value }) => `${x(i)},${y(value)}`).join(' ')}
          className="spark-line"
        />
      ) : null}
      {last ? <circle cx={x(last.i)} cy={y(last.value)} r="2.5" className="spark-end" /> : null}
    </svg>
  )
}
