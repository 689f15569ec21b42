import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCall, useRead, useSlug } from '../../api/hooks.ts'
import type { Rfm, RfmSettings } from '../../api/types.ts'
import { ComputedAt } from '../../ui/figures.tsx'
import { Part } from '../../ui/page.tsx'
import { PeopleActions } from '../../ui/people-actions.tsx'
import { ErrorState, Loaded } from '../../ui/states.tsx'
import { useUrlState } from '../../ui/url-state.ts'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import { InsightPage, NothingMeasured } from '../insight-page.tsx'
import { RulePeople } from '../rule-people.tsx'
import { cellRule } from './cells.ts'
import { CutsEditor } from './cuts-editor.tsx'
import { RfmGrid } from './grid.tsx'
import { RfmGroups } from './groups.tsx'

export function RfmPage() {
  const { t } = useTranslation()
  const query = useRead('/insight/rfm')
  return (
    <InsightPage
      tab="rfm"
      answers={t('insight.rfm.answers')}
      actions={<ComputedAt at={query.data?.computedAt} />}
    >
      <Loaded query={query} where={t('insight.tabs.rfm')} height={560}>
        {(rfm) => (rfm === null ? <NothingMeasured /> : <Measured saved={rfm} />)}
      </Loaded>
    </InsightPage>
  )
}

function usePreviewed(settings: RfmSettings | null) {
  const slug = useSlug()
  const send = useCall()
  return useQuery({
    queryKey: [slug, '/insight/rfm/preview', settings],
    enabled: settings !== null,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      send('post', '/insight/rfm/preview', { body: settings ?? {}, signal }) as Promise<Rfm | null>,
  })
}

function Measured({ saved }: { saved: Rfm }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [url, setUrl] = useUrlState()
  const [asked, setAsked] = useState<RfmSettings | null>(null)
  const editing = url.cuts === '1'
  const previewed = usePreviewed(editing ? asked : null)
  const rfm = (editing && asked ? previewed.data : null) ?? saved
  const chosenCell = url.r && url.f ? { r: Number(url.r), f: Number(url.f) } : null
  return (
    <>
      <div className="columns">
        <Part
          className="span-7"
          title={t('insight.rfm.grid')}
          note={t('insight.rfm.asOf', { date: format.date(rfm.asOf) })}
          actions={
            editing ? null : (
              <Button onClick={() => setUrl({ cuts: '1', r: null, f: null, group: null })}>
                {t('insight.rfm.editCuts')}
              </Button>
            )
          }
        >
          {editing ? (
            <CutsEditor
              rfm={saved}
              onPreview={setAsked}
              onDone={() => {
                setAsked(null)
                setUrl({ cuts: null })
              }}
            />
          ) : null}
          {previewed.error ? <ErrorState error={previewed.error} where={t('insight.rfm.cuts')} /> : null}
          <RfmGrid
            rfm={rfm}
            chosen={chosenCell}
            onChoose={(cell) => setUrl({ r: String(cell.r), f: String(cell.f), group: null })}
          />
        </Part>
        <Chosen rfm={rfm} url={url} onClear={() => setUrl({ r: null, f: null, group: null })} />
      </div>
      <Part title={t('insight.rfm.groups')} note={<TieRule rfm={rfm} />}>
        {rfm.hidden && rfm.hidden.cells > 0 ? (
          <p className="soft">{t('insight.rfm.hidden', { count: rfm.hidden.cells, k: rfm.hidden.k })}</p>
        ) : null}
        <RfmGroups
          rfm={rfm}
          chosen={url.group ?? null}
          onChoose={(group) => setUrl({ group, r: null, f: null })}
        />
      </Part>
    </>
  )
}

function TieRule({ rfm }: { rfm: Rfm }) {
  const { t } = useTranslation()
  const local = useLocal()
  return <>{t('common.pair', { name: t('insight.rfm.rule'), value: local(rfm.tieRule) })}</>
}

function Chosen({ rfm, url, onClear }: { rfm: Rfm; url: Record<string, string>; onClear: () => void }) {
  const { t } = useTranslation()
  const local = useLocal()
  const group = rfm.groups.find((g) => g.id === url.group)
  const cell = url.r && url.f ? { r: Number(url.r), f: Number(url.f) } : null
  const name = group ? local(group.name) : cell ? t('insight.rfm.cellName', cell) : null
  if (name === null) {
    return (
      <Part className="span-5" title={t('insight.rfm.chosen')}>
        <p className="soft">{t('insight.rfm.everybody')}</p>
      </Part>
    )
  }
  const rule = group ? group.rule : cellRule(cell?.r ?? 1, cell?.f ?? 1)
  return (
    <Part
      className="span-5"
      title={name}
      actions={
        <>
          <PeopleActions key={name} rule={rule} suggestedName={name} />
          <Button type="text" onClick={onClear}>
            {t('insight.rfm.clear')}
          </Button>
        </>
      }
    >
      {group ? <p className="soft">{local(group.help)}</p> : null}
      <RulePeople rule={rule} />
    </Part>
  )
}
