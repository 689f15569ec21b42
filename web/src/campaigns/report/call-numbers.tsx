import { useTranslation } from 'react-i18next'
import { useMay } from '../../api/hooks.ts'
import type { Campaign, Report } from '../../api/types.ts'
import { useShare } from '../../interaction/desk/use-share.ts'
import { FigureRow } from '../../ui/figures.tsx'
import { Go } from '../../ui/go.tsx'
import { Part } from '../../ui/page.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'

type Calls = NonNullable<Report['calls']>

/** How the calling stands, what customers said, and why they refused. */
export function CallNumbers({ campaign, calls }: { campaign: Campaign; calls: Calls }) {
  const { t } = useTranslation()
  const format = useFormat()
  const share = useShare()
  const maySupervise = useMay('desk.supervise')
  const said = (['accepted', 'considering', 'refused'] as const).map((outcome) => {
    const one = calls[outcome]
    return {
      label: t(`desk.outcomes.${outcome}`),
      value: format.integer(one?.people ?? 0),
      note: one ? share(one) : t('deskTools.report.none'),
    }
  })
  return (
    <Part
      title={t('deskTools.report.title')}
      actions={
        maySupervise ? (
          <Go to={`/interaction/desk/board?campaign=${campaign.id}&state=all`}>
            {t('deskTools.report.queue')}
          </Go>
        ) : null
      }
    >
      <FigureRow
        items={[
          {
            label: t('deskTools.report.contacted'),
            value: format.integer(calls.contacted),
            note: t('deskTools.report.contactedNote', { tasks: format.integer(calls.tasks) }),
          },
          ...said,
          { label: t('deskTools.report.calls'), value: format.integer(calls.calls) },
          { label: t('deskTools.report.open'), value: format.integer(calls.open) },
          {
            label: t('deskTools.report.missed'),
            value: format.integer(calls.noAnswer + calls.wrongNumber + calls.expired),
            note: t('deskTools.report.missedHelp', {
              noAnswer: format.integer(calls.noAnswer),
              wrongNumber: format.integer(calls.wrongNumber),
              expired: format.integer(calls.expired),
            }),
          },
          {
            label: t('deskTools.report.putAway'),
            value: format.integer(calls.putAway),
            note: t('deskTools.report.putAwayHelp'),
          },
        ]}
      />
      {calls.refusals.length > 0 ? <Refusals calls={calls} /> : null}
    </Part>
  )
}

function Refusals({ calls: { refusals } }: { calls: Calls }) {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  const all = refusals.reduce((sum, { people }) => sum + people, 0)
  return (
    <>
      <h3>{t('deskTools.report.refusals')}</h3>
      <DataTable
        label={t('deskTools.report.refusals')}
        rows={refusals}
        rowKey={({ reason }) => reason}
        columns={[
          {
            key: 'reason',
            title: t('deskTools.report.reason'),
            render: ({ label }) => local(label),
          },
          {
            key: 'people',
            title: t('deskTools.report.people'),
            figure: true,
            render: ({ people }) => format.integer(people),
          },
          {
            key: 'share',
            title: t('deskTools.report.share'),
            figure: true,
            render: ({ people }) => format.percent(people / all),
          },
        ]}
      />
    </>
  )
}
