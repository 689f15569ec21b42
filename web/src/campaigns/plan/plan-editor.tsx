import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRefresh } from '../../api/hooks.ts'
import type { Campaign } from '../../api/types.ts'
import { Page } from '../../ui/page.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import { CampaignActions } from '../campaign-actions.tsx'
import { ForecastPanel } from './forecast-panel.tsx'
import { LaunchDialog } from './launch-dialog.tsx'
import { ContentSection } from './section-content.tsx'
import { ControlSection } from './section-control.tsx'
import { MoneySection } from './section-money.tsx'
import { AudienceSection, ScheduleSection } from './section-who-when.tsx'
import { useDraft } from './use-draft.ts'
import { useForecast } from './use-forecast.ts'

/** The plan of a campaign: on the left what is decided, on the right whom it reaches and what it may bring. */
export function PlanEditor({ saved }: { saved: Campaign }) {
  const { t } = useTranslation()
  const local = useLocal()
  const mayEdit = useMay('campaigns.edit')
  const mayLaunch = useMay('campaigns.launch')
  const editor = useDraft(saved)
  const { draft, change, known, settled } = editor
  const forecast = useForecast(known, settled)
  const [launching, setLaunching] = useState(false)
  const ready = settled && known.missing.length === 0
  return (
    <Page
      title={draft.name.trim() || saved.name}
      back={{ to: '/campaigns', label: t('shell.campaigns') }}
      answers={
        <>
          {t('campaigns.one.draftAnswers')} <SaveWord editor={editor} />
        </>
      }
      actions={
        <>
          <CampaignActions campaign={known} />
          {mayLaunch ? (
            <Button type="primary" disabled={!ready} onClick={() => setLaunching(true)}>
              {t('campaigns.one.launch')}
            </Button>
          ) : null}
        </>
      }
    >
      <SaveTrouble editor={editor} />
      <div className="columns">
        <fieldset className="span-7 stack plan-fields" disabled={!mayEdit}>
          <AudienceSection draft={draft} change={change} />
          <ContentSection draft={draft} change={change} currency={known.currency} />
          <ControlSection draft={draft} change={change} />
          <ScheduleSection draft={draft} change={change} />
          <MoneySection draft={draft} change={change} currency={known.currency} />
        </fieldset>
        <div className="span-5 stack sticky">
          {settled && known.missing.length > 0 ? (
            <div className="notice">
              <p>{t('campaigns.one.missing')}</p>
              <ul className="plain-list">
                {known.missing.map((text) => (
                  <li key={text.en}>{local(text)}</li>
                ))}
              </ul>
            </div>
          ) : null}
          <ForecastPanel campaign={known} forecast={forecast} settled={settled} />
        </div>
      </div>
      {launching ? (
        <LaunchDialog campaign={known} forecast={forecast} onClose={() => setLaunching(false)} />
      ) : null}
    </Page>
  )
}

type Editor = ReturnType<typeof useDraft>

function SaveWord({ editor }: { editor: Editor }) {
  const { t } = useTranslation()
  const format = useFormat()
  const word = {
    saved: t('common.savedAt', { time: format.time(editor.known.updatedAt) }),
    waiting: t('common.unsaved'),
    saving: t('common.saving'),
    conflict: t('common.unsaved'),
    failed: t('common.unsaved'),
  }[editor.state]
  return (
    <span className="faint" role="status">
      {word}
    </span>
  )
}

function SaveTrouble({ editor }: { editor: Editor }) {
  const { t } = useTranslation()
  const problem = useProblemText()
  const refresh = useRefresh()
  if (editor.state === 'conflict') {
    return (
      <div className="notice notice-look" role="alert">
        <p>{t('campaigns.one.conflict')}</p>
        <Button onClick={() => void refresh('/campaigns').then(() => window.location.reload())}>
          {t('campaigns.one.load')}
        </Button>
      </div>
    )
  }
  if (editor.state !== 'failed') return null
  return (
    <div className="notice notice-look" role="alert">
      {t('campaigns.one.saveFailed')}: {problem(editor.error)}
    </div>
  )
}
