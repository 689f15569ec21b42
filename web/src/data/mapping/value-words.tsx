import { Button, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FieldSource, UploadedFile } from '../../api/types.ts'
import { useLocal } from '../../ui/use-format.ts'
import type { Field } from './fields.ts'

interface Pair {
  from: string
  to: string
}

/** What the file writes for something else: codes such as M for male, or words of one shop for a kind of order. */
export function ValueWords(props: {
  field: Field
  label: string
  source: FieldSource
  columns: UploadedFile['columns']
  onChange: (source: FieldSource) => void
}) {
  const { t } = useTranslation()
  const { field, label, source, onChange } = props
  const [pairs, setPairs] = useState<Pair[] | null>(null)
  const said = Object.entries(source.values ?? {}).map(([from, to]) => ({ from, to }))
  const words = said.length === 0 ? t('data.values.none') : t('data.values.open', { count: said.length })
  const samples = props.columns.find(({ name }) => name === source.column)?.samples ?? []
  const open = () =>
    setPairs([
      ...said,
      ...[...new Set(samples)]
        .filter((sample) => sample !== '' && source.values?.[sample] === undefined)
        .map((from) => ({ from, to: '' })),
      { from: '', to: '' },
    ])
  const save = () => {
    const { values: _old, ...rest } = source
    const values = Object.fromEntries(
      (pairs ?? []).filter(({ from, to }) => from !== '' && to !== '').map(({ from, to }) => [from, to]),
    )
    onChange(Object.keys(values).length === 0 ? rest : { ...rest, values })
    setPairs(null)
  }
  return (
    <>
      <Button
        type="link"
        size="small"
        className="value-words-open"
        aria-label={`${label}: ${words}`}
        onClick={open}
      >
        {words}
      </Button>
      <Modal
        open={pairs !== null}
        title={t('data.values.title', { name: label })}
        okText={t('common.save')}
        cancelText={t('common.cancel')}
        onOk={save}
        onCancel={() => setPairs(null)}
        destroyOnHidden
      >
        <p className="soft">{t('data.values.help')}</p>
        <Pairs field={field} pairs={pairs ?? []} onChange={setPairs} />
      </Modal>
    </>
  )
}

function Pairs({
  field,
  pairs,
  onChange,
}: {
  field: Field
  pairs: readonly Pair[]
  onChange: (pairs: Pair[]) => void
}) {
  const { t } = useTranslation()
  const local = useLocal()
  const set = (at: number, change: Partial<Pair>) =>
    onChange(pairs.map((pair, i) => (i === at ? { ...pair, ...change } : pair)))
  return (
    <div className="stack">
      {pairs.map(({ from, to }, i) => {
        const name = t('data.values.line', { line: i + 1 })
        return (
          // Lines have no other name than their place; none is taken out or moved while the dialog is open.
          // biome-ignore lint/suspicious/noArrayIndexKey: as said above
          <div key={i} className="value-words">
            <Input
              aria-label={`${name}: ${t('data.values.from')}`}
              placeholder={t('data.values.from')}
              value={from}
              maxLength={200}
              onChange={(event) => set(i, { from: event.target.value })}
            />
            <span aria-hidden="true">→</span>
            {field.options ? (
              <Select
                allowClear
                aria-label={`${name}: ${t('data.values.to')}`}
                placeholder={t('data.values.asIs')}
                value={to === '' ? null : to}
                onChange={(value: string | null) => set(i, { to: value ?? '' })}
                options={field.options.map(({ value, label }) => ({ value, label: local(label) }))}
              />
            ) : (
              <Input
                aria-label={`${name}: ${t('data.values.to')}`}
                placeholder={t('data.values.asIs')}
                value={to}
                maxLength={200}
                onChange={(event) => set(i, { to: event.target.value })}
              />
            )}
          </div>
        )
      })}
      <div>
        <Button size="small" onClick={() => onChange([...pairs, { from: '', to: '' }])}>
          {t('data.values.add')}
        </Button>
      </div>
    </div>
  )
}
