import { App, Button, InputNumber, Switch } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useWrite } from '../../api/hooks.ts'
import type { IdentityRules } from '../../api/types.ts'
import { useKindName } from '../../customers/identity/kind-name.ts'
import { Field } from '../../ui/field.tsx'
import { Part } from '../../ui/page.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { Preview } from './preview.tsx'

export type Rule = IdentityRules['rules'][number]

const kinds: readonly Rule['kind'][] = ['unionid', 'card', 'openid', 'email', 'phone', 'device']

/** Kinds that have no rule yet stand at the end, switched off. */
const complete = (rules: readonly Rule[]): Rule[] => [
  ...rules,
  ...kinds
    .filter((kind) => !rules.some((rule) => rule.kind === kind))
    .map((kind) => ({ kind, on: false, mostPeople: 2 })),
]

export function RulesPart({ settings }: { settings: IdentityRules }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const kindName = useKindName()
  const may = useMay('settings.manage')
  const save = useWrite('put', '/identity/rules', ['/identity', '/audit'])
  const [rules, setRules] = useState(() => complete(settings.rules))
  const [nameSearch, setNameSearch] = useState(settings.nameSearch)
  const [threshold, setThreshold] = useState(settings.likenessThreshold)
  const change = (kind: Rule['kind'], to: Partial<Rule>) =>
    setRules((old) => old.map((rule) => (rule.kind === kind ? { ...rule, ...to } : rule)))
  const move = (kind: Rule['kind'], by: number) =>
    setRules((old) => {
      const from = old.findIndex((rule) => rule.kind === kind)
      const [moved] = old.slice(from, from + 1)
      const rest = old.filter((rule) => rule.kind !== kind)
      return moved ? rest.toSpliced(from + by, 0, moved) : old
    })
  const store = async () => {
    try {
      await save.mutateAsync({ body: { rules, nameSearch, likenessThreshold: threshold } })
      void message.success(t('settings.saved'))
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <Part
      title={t('identity.settings.rules')}
      actions={
        may ? (
          <Button type="primary" loading={save.isPending} onClick={() => void store()}>
            {t('common.save')}
          </Button>
        ) : null
      }
    >
      <div className="stack">
        <p className="soft">{t('identity.settings.rulesNote')}</p>
        <DataTable
          label={t('identity.settings.rules')}
          rows={rules}
          rowKey={(rule) => rule.kind}
          columns={[
            { key: 'kind', title: t('identity.settings.kind'), render: (rule) => kindName(rule.kind) },
            {
              key: 'on',
              title: t('identity.settings.on'),
              render: (rule) => (
                <Switch
                  size="small"
                  disabled={!may}
                  checked={rule.on}
                  aria-label={t('identity.settings.onOf', { kind: kindName(rule.kind) })}
                  onChange={(on) => change(rule.kind, { on })}
                />
              ),
            },
            {
              key: 'most',
              title: t('identity.settings.most'),
              render: (rule) => (
                <InputNumber
                  size="small"
                  min={2}
                  max={20}
                  disabled={!may}
                  value={rule.mostPeople}
                  aria-label={t('identity.settings.mostOf', { kind: kindName(rule.kind) })}
                  onChange={(value) => change(rule.kind, { mostPeople: value ?? 2 })}
                />
              ),
            },
            {
              key: 'order',
              title: t('identity.settings.order'),
              render: (rule) => (
                <div className="bar">
                  {([-1, 1] as const).map((by) => (
                    <Button
                      key={by}
                      size="small"
                      disabled={!may || rules.at(by === -1 ? 0 : -1)?.kind === rule.kind}
                      aria-label={t(by === -1 ? 'identity.settings.upOf' : 'identity.settings.downOf', {
                        kind: kindName(rule.kind),
                      })}
                      onClick={() => move(rule.kind, by)}
                    >
                      {by === -1 ? '↑' : '↓'}
                    </Button>
                  ))}
                </div>
              ),
            },
          ]}
        />
        <Preview key={JSON.stringify(rules)} rules={rules} />
        <Field label={t('identity.settings.threshold')}>
          <InputNumber
            min={0.5}
            max={0.999}
            step={0.01}
            disabled={!may}
            value={threshold}
            onChange={(value) => setThreshold(value ?? 0.9)}
          />
          <span className="row-help">{t('identity.settings.thresholdHelp')}</span>
        </Field>
        <div className="bar">
          <Switch
            disabled={!may}
            checked={nameSearch}
            aria-label={t('identity.settings.nameSearch')}
            onChange={setNameSearch}
          />
          <span className="grow">
            {t('identity.settings.nameSearch')}
            <span className="row-help">{t('identity.settings.nameSearchHelp')}</span>
          </span>
        </div>
      </div>
    </Part>
  )
}
