import { App, Button, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useWrite } from '../../api/hooks.ts'
import type { ValueRulesNow } from '../../api/types.ts'
import { Part } from '../../ui/page.tsx'
import { ErrorState, useProblemText } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import { Applying } from './applying.tsx'

type Attribute = ValueRulesNow['attributes'][number]
const kinds = ['most_recent', 'trusted', 'most_frequent', 'first_known', 'longest'] as const

export function ValueRules({ settings }: { settings: ValueRulesNow }) {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  const { message } = App.useApp()
  const problem = useProblemText()
  const may = useMay('settings.manage')
  const save = useWrite('put', '/value-rules', ['/value-rules', '/audit'])
  const ask = useWrite('post', '/value-rules/preview', [])
  const [rows, setRows] = useState(settings.attributes)
  const change = (attribute: string, to: Partial<Attribute>) => {
    ask.reset()
    setRows((old) => old.map((row) => (row.attribute === attribute ? { ...row, ...to, decided: true } : row)))
  }
  const rules = rows
    .filter(({ decided }) => decided)
    .map(({ attribute, rule, sources }) => ({ attribute, rule, sources }))
  const store = async () => {
    try {
      await save.mutateAsync({ body: { rules } })
      void message.success(t('settings.saved'))
    } catch (error) {
      void message.error(problem(error))
    }
  }
  const found = ask.data
  const labelOf = (attribute: string) =>
    local(rows.find((row) => row.attribute === attribute)?.label ?? { en: attribute, 'zh-CN': attribute })
  return (
    <Part
      title={t('values.rules.title')}
      actions={
        may ? (
          <Button
            type="primary"
            loading={save.isPending}
            disabled={settings.taskId !== null}
            onClick={() => void store()}
          >
            {t('values.rules.save')}
          </Button>
        ) : null
      }
    >
      <div className="stack">
        <p className="soft">{t('values.rules.note')}</p>
        {rows.every(({ customers }) => customers === 0) ? (
          <p className="soft">{t('values.rules.nothing')}</p>
        ) : null}
        <Applying settings={settings} />
        <DataTable
          label={t('values.rules.title')}
          rows={rows}
          rowKey={(row) => row.attribute}
          columns={[
            { key: 'attribute', title: t('values.rules.attribute'), render: (row) => local(row.label) },
            {
              key: 'rule',
              title: t('values.rules.rule'),
              render: (row) => (
                <div className="bar">
                  <Select
                    size="small"
                    style={{ minWidth: 200 }}
                    aria-label={t('values.rules.ruleOf', { attribute: local(row.label) })}
                    disabled={!may}
                    value={row.rule}
                    onChange={(rule) => change(row.attribute, { rule })}
                    options={kinds.map((kind) => ({ value: kind, label: t(`values.rules.kinds.${kind}`) }))}
                  />
                  {row.decided ? null : <span className="faint">{t('values.rules.standard')}</span>}
                </div>
              ),
            },
            {
              key: 'sources',
              title: t('values.rules.sources'),
              render: (row) =>
                row.rule === 'trusted' ? (
                  <Select
                    size="small"
                    mode="multiple"
                    style={{ minWidth: 260 }}
                    aria-label={t('values.rules.sourcesOf', { attribute: local(row.label) })}
                    placeholder={t('values.rules.addSource')}
                    disabled={!may}
                    value={row.sources}
                    onChange={(sources) => change(row.attribute, { sources })}
                    optionFilterProp="label"
                    options={settings.sources.map(({ id, name }) => ({ value: id, label: name }))}
                  />
                ) : null,
            },
            {
              key: 'customers',
              title: t('values.rules.customers'),
              figure: true,
              render: (row) => format.integer(row.customers),
            },
          ]}
        />
        <div className="stack-tight" aria-live="polite">
          <p>
            <Button loading={ask.isPending} onClick={() => ask.mutate({ body: { rules } })}>
              {t('values.rules.preview')}
            </Button>
          </p>
          {ask.error ? <ErrorState error={ask.error} /> : null}
          {found ? (
            <p>
              {found.customers === 0
                ? t('values.rules.none')
                : `${t('values.rules.would', { count: found.customers, formatted: format.integer(found.customers) })} ${found.attributes
                    .map((one) => `${labelOf(one.attribute)} ${format.integer(one.customers)}`)
                    .join(' · ')}`}
            </p>
          ) : null}
        </div>
      </div>
    </Part>
  )
}
