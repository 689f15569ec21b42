import { App, Button, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWorkspace, useWrite } from '../../api/hooks.ts'
import { asProblem } from '../../api/problem.ts'
import type { Campaign } from '../../api/types.ts'
import { useGo } from '../../ui/go.tsx'
import { ErrorState, Loading } from '../../ui/states.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { ForecastFigure } from '../basis.tsx'
import { InBin, isInBin } from './in-bin.tsx'
import type { useForecast } from './use-forecast.ts'

/** Says to how many people, on which channel and at what cost, before the button that does it. */
export function LaunchDialog({
  campaign,
  forecast,
  onClose,
}: {
  campaign: Campaign
  forecast: ReturnType<typeof useForecast>
  onClose: () => void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const go = useGo()
  const workspace = useWorkspace()
  const { message } = App.useApp()
  const creatives = useRead('/creatives')
  const launch = useWrite('post', '/campaigns/{id}/launch', [
    '/campaigns',
    '/home',
    '/deliveries',
    '/mail-catcher',
  ])
  const [error, setError] = useState<unknown>(null)
  const f = forecast.isPlaceholderData || forecast.isFetching ? undefined : forecast.data
  const isList = campaign.channel === 'list'
  const subject = creatives.data?.items.find((c) => c.id === campaign.creativeId)?.subject
  const send = async () => {
    if (!f) return
    setError(null)
    try {
      await launch.mutateAsync({
        path: { id: campaign.id },
        body: { version: campaign.version, recipients: f.recipients },
      })
      void message.success(t('campaigns.launch.launched'))
      onClose()
      go(`/campaigns/${campaign.id}?tab=report`)
    } catch (reason) {
      setError(reason)
      if (asProblem(reason).status === 409) void forecast.refetch()
    }
  }
  return (
    <Modal
      open
      width={560}
      title={t('campaigns.launch.title', { name: campaign.name })}
      onCancel={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            type="primary"
            disabled={!f || f.recipients === 0}
            loading={launch.isPending}
            onClick={() => void send()}
          >
            {t(isList ? 'campaigns.launch.confirmList' : 'campaigns.launch.confirm', {
              shown: format.integer(f?.recipients ?? 0),
            })}
          </Button>
        </>
      }
    >
      {f ? (
        <>
          <p className="launch-line">
            {t(isList ? 'campaigns.launch.makes' : 'campaigns.launch.sends', {
              shown: format.integer(f.recipients),
            })}{' '}
            ·{' '}
            {campaign.startAt
              ? t('campaigns.launch.at', { date: format.dateTime(campaign.startAt) })
              : t('campaigns.launch.now')}
          </p>
          <dl className="launch-facts">
            <dt>{t('campaigns.launch.toWhom')}</dt>
            <dd>
              {t('campaigns.launch.people', {
                shown: format.integer(f.recipients),
                segment: campaign.segmentName ?? '',
              })}
            </dd>
            <dt>{t('campaigns.launch.channel')}</dt>
            <dd>{t(`campaigns.plan.channels.${campaign.channel}`)}</dd>
            <dt>{t('campaigns.launch.cost')}</dt>
            <dd>
              <ForecastFigure figure={f.costMinor} kind="money" currency={f.currency} />
            </dd>
            {workspace?.mailFrom && !isList ? (
              <>
                <dt>{t('campaigns.launch.from')}</dt>
                <dd>{workspace.mailFrom}</dd>
              </>
            ) : null}
            {subject && !isList ? (
              <>
                <dt>{t('campaigns.launch.subject')}</dt>
                <dd>{subject}</dd>
              </>
            ) : null}
            <dt>{t('campaigns.launch.control')}</dt>
            <dd>{t('campaigns.launch.controlPeople', { shown: format.integer(f.control) })}</dd>
          </dl>
        </>
      ) : forecast.error && !forecast.isFetching ? (
        // The same refusal the launch gave; said once.
        error ? null : (
          <Refusal campaign={campaign} error={forecast.error} />
        )
      ) : (
        <Loading height={200} label={t('campaigns.launch.notReady')} />
      )}
      {error ? <Refusal campaign={campaign} error={error} /> : null}
    </Modal>
  )
}

/** Why it was not launched: something changed and can be looked at, or something broke. */
function Refusal({ campaign, error }: { campaign: Campaign; error: unknown }) {
  const { t } = useTranslation()
  if (isInBin(error)) return <InBin campaign={campaign} error={error} />
  if (asProblem(error).status !== 409) return <ErrorState error={error} />
  return (
    <div className="notice notice-look" role="alert">
      <p>{asProblem(error).message || t('campaigns.launch.changed')}</p>
    </div>
  )
}
