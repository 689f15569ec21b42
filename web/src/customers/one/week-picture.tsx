import { useTranslation } from 'react-i18next'

const cell = { width: 13, height: 13 }
const left = 30
const top = 4
const hoursNamed = [0, 6, 12, 18]

/** Names of the days of the week from Monday on, as short as the language has them. */
export function useWeekdays(): string[] {
  const { i18n } = useTranslation()
  const format = new Intl.DateTimeFormat(i18n.language, { weekday: 'short', timeZone: 'UTC' })
  // A Monday and the six days after it.
  return Array.from({ length: 7 }, (_, i) => format.format(new Date(Date.UTC(2024, 0, 1 + i))))
}

/** A week by hours: how likely somebody acts, as a shade, and when they did, as dots. `words` says it to those who do not see it. */
export function WeekPicture({
  likely,
  own,
  words,
}: {
  likely: readonly number[] | null
  own: readonly number[]
  words: string
}) {
  const days = useWeekdays()
  const most = Math.max(...(likely ?? []), Number.MIN_VALUE)
  const width = left + 24 * cell.width + 2
  const height = top + 7 * cell.height + 14
  const x = (hour: number) => left + (hour % 24) * cell.width
  const y = (hour: number) => top + Math.floor(hour / 24) * cell.height
  return (
    <svg className="week-picture" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={words}>
      {own.map((acts, hour) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the hour of the week is what the cell is
        <g key={hour}>
          <rect
            x={x(hour)}
            y={y(hour)}
            width={cell.width - 1}
            height={cell.height - 1}
            className="week-floor"
          />
          <rect
            x={x(hour)}
            y={y(hour)}
            width={cell.width - 1}
            height={cell.height - 1}
            className="week-likely"
            opacity={0.85 * ((likely?.[hour] ?? 0) / most)}
          />
          {acts > 0 ? (
            <circle
              cx={x(hour) + (cell.width - 1) / 2}
              cy={y(hour) + (cell.height - 1) / 2}
              r={Math.min(5, 1.6 + acts * 0.6)}
              className="week-act"
            />
          ) : null}
        </g>
      ))}
      {days.map((day, i) => (
        <text key={day} x={0} y={top + i * cell.height + 9.5}>
          {day}
        </text>
      ))}
      {hoursNamed.map((hour) => (
        <text key={hour} x={x(hour)} y={height - 3}>
          {hour}:00
        </text>
      ))}
    </svg>
  )
}
