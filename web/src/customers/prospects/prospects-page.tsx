import { Button, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead } from '../../api/hooks.ts'
import { Page, Part } from '../../ui/page.tsx'
import { Loaded } from '../../ui/states.tsx'
import { useUrlState } from '../../ui/url-state.ts'
import { useFormat } from '../../ui/use-format.ts'
import { CustomersTabs } from '../customers-tabs.tsx'
import { Board, Origins, Totals } from './board.tsx'
import { NewProspectDialog } from './new-prospect.tsx'
import { ProspectList } from './prospect-list.tsx'
import { StagesDialog } from './stages-dialog.tsx'
import './prospects.css'

const periods = ['30', '90', '365'] as const

/** The calendar day so many days ago where the workspace is. */
function dayAgo(days: number, zone: string): string {
  return new Date(Date.now() - days * 86_400_000).toLocaleDateString('sv-SE', { timeZone: zone })
}

/** People before they buy: how far they are, where they came from, and the list to work with. */
export function ProspectsPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const [url, setUrl] = useUrlState()
  const [setting, setSetting] = useState(false)
  const [adding, setAdding] = useState(false)
  const maySet = useMay('segments.edit')
  const mayAdd = useMay('customers.edit')
  const choices = useRead('/prospects/choices')
  const period = periods.find((one) => one === url.period)
  const query = {
    ...(period ? { from: dayAgo(Number(period), format.timeZone) } : {}),
    ...(url.owner ? { owner: url.owner } : {}),
  }
  const overview = useRead('/prospects/overview', { query }, { keep: true })
  return (
    <Page
      title={t('prospects.title')}
      answers={t('prospects.answers')}
      actions={
        <>
          {maySet && choices.data ? (
            <Button onClick={() => setSetting(true)}>{t('prospects.stages')}</Button>
          ) : null}
          {mayAdd && choices.data ? (
            <Button type="primary" onClick={() => setAdding(true)}>
              {t('prospects.add.button')}
            </Button>
          ) : null}
        </>
      }
    >
      <CustomersTabs />
      {adding && choices.data ? (
        <NewProspectDialog choices={choices.data} onClose={() => setAdding(false)} />
      ) : null}
      {setting && choices.data ? (
        <StagesDialog choices={choices.data} onClose={() => setSetting(false)} />
      ) : null}
      <Part title={t('prospects.figures.overview')}>
        <div className="bar" style={{ marginBottom: 16 }}>
          <Select
            aria-label={t('prospects.period')}
            popupMatchSelectWidth={false}
            value={period ?? ''}
            onChange={(next) => setUrl({ period: next })}
            options={[
              { value: '', label: t('prospects.seen', { when: t('prospects.periods.all') }) },
              ...periods.map((value) => ({
                value: value as string,
                label: t('prospects.seen', { when: t(`prospects.periods.d${value}`) }),
              })),
            ]}
          />
          <Select
            aria-label={t('prospects.owner')}
            popupMatchSelectWidth={false}
            value={url.owner ?? ''}
            onChange={(owner) => setUrl({ owner })}
            options={[
              { value: '', label: t('prospects.anyOwner') },
              { value: 'none', label: t('prospects.noOwner') },
              ...(choices.data?.owners ?? []).map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        </div>
        <Loaded query={overview} where={t('prospects.title')} height={80}>
          {(loaded) => <Totals overview={loaded} />}
        </Loaded>
      </Part>
      {overview.data && overview.data.people > 0 ? (
        <>
          <Board overview={overview.data} chosen={url.stage ?? ''} onChoose={(stage) => setUrl({ stage })} />
          <Origins overview={overview.data} onSource={(from) => setUrl({ from })} />
        </>
      ) : null}
      <Loaded query={choices} where={t('prospects.list')} height={320}>
        {(loaded) => <ProspectList choices={loaded} />}
      </Loaded>
    </Page>
  )
}
