import { App, Button, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import type { CustomerColumn, ValueSettings } from '../../api/types.ts'
import { Scroll } from '../../ui/scroll.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { useLocal } from '../../ui/use-format.ts'

const keys = ['product', 'service', 'personnel', 'image', 'money', 'time', 'energy', 'psychic'] as const
type Component = ValueSettings['components'][number]
type Draft = { column: string | null; low: number | null; high: number | null; weight: number | null }
const blank: Draft = { column: null, low: 1, high: 5, weight: 1 }

/** Four values and four costs: which figure measures each, what stands for none and all of it, and how much it counts. */
export function SettingsForm({
  saved,
  figures,
  mayEdit,
}: {
  saved: ValueSettings
  figures: readonly CustomerColumn[]
  mayEdit: boolean
}) {
  const { t } = useTranslation()
  const local = useLocal()
  const { message } = App.useApp()
  const problem = useProblemText()
  const save = useWrite('put', '/delivered-value/settings', ['/delivered-value', '/customers'])
  const [drafts, setDrafts] = useState<Record<string, Draft>>(() =>
    Object.fromEntries(keys.map((key) => [key, saved.components.find((one) => one.key === key) ?? blank])),
  )
  const change = (key: string, next: Partial<Draft>) =>
    setDrafts((all) => ({ ...all, [key]: { ...(all[key] ?? blank), ...next } }))
  const components = keys.flatMap((key): Component[] => {
    const { column, low, high, weight } = drafts[key] ?? blank
    if (column === null || low === null || high === null || weight === null || low === high) return []
    return [{ key, column, low, high, weight }]
  })
  const unfinished = keys.filter((key) => (drafts[key] ?? blank).column !== null).length - components.length
  const keep = async () => {
    try {
      await save.mutateAsync({ body: { components } })
      void message.success(t('deliveredValue.saved'))
    } catch (error) {
      void message.error(problem(error))
    }
  }
  const number = (key: (typeof keys)[number], field: 'low' | 'high' | 'weight') => (
    <InputNumber
      aria-label={`${t(`deliveredValue.keys.${key}`)}: ${t(`deliveredValue.${field}`)}`}
      value={(drafts[key] ?? blank)[field]}
      min={field === 'weight' ? 0.1 : -1e9}
      max={field === 'weight' ? 1000 : 1e9}
      disabled={!mayEdit || (drafts[key] ?? blank).column === null}
      onChange={(value) => change(key, { [field]: value })}
      style={{ width: 96 }}
    />
  )
  return (
    <div className="stack">
      <Scroll label={t('deliveredValue.made')}>
        <table className="table">
          <caption className="visually-hidden">{t('deliveredValue.made')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('deliveredValue.component')}</th>
              <th scope="col">{t('deliveredValue.column')}</th>
              <th scope="col">{t('deliveredValue.low')}</th>
              <th scope="col">{t('deliveredValue.high')}</th>
              <th scope="col">{t('deliveredValue.weight')}</th>
            </tr>
          </thead>
          <tbody>
            {keys.map((key) => (
              <tr key={key}>
                <td>{t(`deliveredValue.keys.${key}`)}</td>
                <td>
                  <Select
                    aria-label={`${t(`deliveredValue.keys.${key}`)}: ${t('deliveredValue.column')}`}
                    value={(drafts[key] ?? blank).column}
                    onChange={(column) => change(key, { column: column ?? null })}
                    options={figures.map(({ id, label }) => ({ value: id, label: local(label) }))}
                    placeholder={t('deliveredValue.notMeasured')}
                    disabled={!mayEdit}
                    allowClear
                    showSearch
                    optionFilterProp="label"
                    style={{ minWidth: 200, width: '100%' }}
                  />
                </td>
                <td>{number(key, 'low')}</td>
                <td>{number(key, 'high')}</td>
                <td>{number(key, 'weight')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {unfinished > 0 ? <p className="notice notice-look">{t('deliveredValue.unfinished')}</p> : null}
      {mayEdit ? (
        <p>
          <Button
            type="primary"
            loading={save.isPending}
            disabled={unfinished > 0}
            onClick={() => void keep()}
          >
            {t('common.save')}
          </Button>
        </p>
      ) : null}
    </div>
  )
}
