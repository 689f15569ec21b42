import { Button, Input } from 'antd'
import { useTranslation } from 'react-i18next'

/** Lines of two parts: an objection and its answer, an offer and its reason. */
export function Pairs({
  title,
  help,
  names,
  rows,
  most,
  onChange,
}: {
  title: string
  help: string
  names: [string, string]
  rows: [string, string][]
  most: number
  onChange: (rows: [string, string][]) => void
}) {
  const { t } = useTranslation()
  const put = (at: number, part: 0 | 1, text: string) =>
    onChange(
      rows.map((row, i): [string, string] => (i !== at ? row : part === 0 ? [text, row[1]] : [row[0], text])),
    )
  return (
    <fieldset className="plain-set">
      <legend>{title}</legend>
      <p className="soft">{help}</p>
      <div className="stack-tight">
        {rows.map((row, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is what stands at its place
          <div key={at} className="bar script-answer">
            {([0, 1] as const).map((part) => (
              <Input.TextArea
                key={part}
                autoSize={{ minRows: 1, maxRows: 4 }}
                aria-label={names[part]}
                placeholder={names[part]}
                maxLength={1_000}
                value={row[part]}
                onChange={({ target }) => put(at, part, target.value)}
              />
            ))}
            <Button
              type="text"
              aria-label={t('deskTools.scripts.removePair', { what: row[0] })}
              onClick={() => onChange(rows.filter((_, i) => i !== at))}
            >
              ×
            </Button>
          </div>
        ))}
        {rows.length < most ? (
          <p>
            <Button size="small" onClick={() => onChange([...rows, ['', '']])}>
              {t('deskTools.scripts.addPair')}
            </Button>
          </p>
        ) : null}
      </div>
    </fieldset>
  )
}
