import { App, Button, Input, InputNumber } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead, useWrite } from '../../api/hooks.ts'
import type { Answer } from '../../api/types.ts'
import { Part } from '../../ui/page.tsx'
import { Loaded, useProblemText } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useLocal } from '../../ui/use-format.ts'
import { SettingsPage } from '../settings-page.tsx'
import { Holds } from './holds.tsx'
import { Preview } from './preview.tsx'
import { Runs } from './runs.tsx'

export type Policy = Answer<'/api/workspaces/{workspace}/privacy/retention', 'get'>['items'][number]

/** How long each kind of data is kept, what would go, what went, and what a court wants kept. */
export function RetentionPage() {
  const { t } = useTranslation()
  const query = useRead('/privacy/retention')
  const mayHandle = useMay('privacy.handle')
  return (
    <SettingsPage tab="retention" answers={t('retention.answers')}>
      <Loaded query={query} where={t('settings.tabs.retention')} height={480}>
        {({ items }) => <Periods policies={items} />}
      </Loaded>
      <Runs />
      {mayHandle ? <Holds /> : null}
    </SettingsPage>
  )
}

function Periods({ policies }: { policies: Policy[] }) {
  const { t } = useTranslation()
  const local = useLocal()
  const { message } = App.useApp()
  const problem = useProblemText()
  const may = useMay('settings.manage')
  const save = useWrite('put', '/privacy/retention', ['/privacy', '/audit'])
  const [form, setForm] = useState(() =>
    Object.fromEntries(policies.map(({ kind, days, reason }) => [kind, { days, reason }])),
  )
  const of = (kind: string) => form[kind] ?? { days: null, reason: '' }
  const set = (kind: string, part: Partial<{ days: number | null; reason: string }>) =>
    setForm((old) => ({ ...old, [kind]: { ...(old[kind] ?? { days: null, reason: '' }), ...part } }))
  const store = async () => {
    try {
      await save.mutateAsync({ body: { items: policies.map(({ kind }) => ({ kind, ...of(kind) })) } })
      void message.success(t('settings.saved'))
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <Part
      title={t('retention.periods')}
      note={t(may ? 'retention.periodsNote' : 'privacy.settings.readOnly')}
    >
      <DataTable
        label={t('retention.periods')}
        rows={policies}
        rowKey={({ kind }) => kind}
        columns={[
          {
            key: 'kind',
            title: t('retention.col.kind'),
            render: ({ kind, does }) => (
              <>
                {t(`retention.kinds.${kind}`)}
                <span className="row-help">{local(does)}</span>
              </>
            ),
          },
          {
            key: 'days',
            title: t('retention.col.days'),
            width: 150,
            render: (policy) => (
              <>
                <InputNumber
                  aria-label={t('retention.daysOf', { kind: t(`retention.kinds.${policy.kind}`) })}
                  disabled={!may}
                  min={policy.minDays}
                  max={36_500}
                  precision={0}
                  placeholder={t('retention.forEver')}
                  value={of(policy.kind).days}
                  onChange={(days) =>
                    set(policy.kind, {
                      days,
                      ...(days !== null && of(policy.kind).reason === ''
                        ? { reason: local(policy.suggestedReason) }
                        : {}),
                    })
                  }
                />
                {may && of(policy.kind).days === null ? (
                  <Button
                    type="link"
                    size="small"
                    onClick={() =>
                      set(policy.kind, { days: policy.suggestedDays, reason: local(policy.suggestedReason) })
                    }
                  >
                    {t('retention.suggest', { days: policy.suggestedDays })}
                  </Button>
                ) : (
                  <span className="row-help">{t('retention.atLeast', { days: policy.minDays })}</span>
                )}
              </>
            ),
          },
          {
            key: 'reason',
            title: t('retention.col.reason'),
            width: 280,
            render: ({ kind }) => (
              <Input.TextArea
                aria-label={t('retention.reasonOf', { kind: t(`retention.kinds.${kind}`) })}
                disabled={!may}
                autoSize={{ minRows: 1, maxRows: 4 }}
                maxLength={500}
                value={of(kind).reason}
                onChange={(event) => set(kind, { reason: event.target.value })}
              />
            ),
          },
          ...(may
            ? [
                {
                  key: 'preview',
                  title: t('retention.col.preview'),
                  width: 170,
                  render: ({ kind }: Policy) => <Preview kind={kind} days={of(kind).days} />,
                },
              ]
            : []),
        ]}
      />
      {may ? (
        <p className="state-actions">
          <Button type="primary" loading={save.isPending} onClick={() => void store()}>
            {t('common.save')}
          </Button>
        </p>
      ) : null}
    </Part>
  )
}
