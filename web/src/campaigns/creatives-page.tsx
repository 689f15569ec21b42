import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead } from '../api/hooks.ts'
import type { Creative } from '../api/types.ts'
import { useFormat } from '../ui/use-format.ts'
import { BinList } from './bin-list.tsx'
import { CampaignsRoom } from './campaigns-room.tsx'
import { CreativeEditor } from './creative/creative-editor.tsx'
import { SmsEditor } from './creative/sms-editor.tsx'
import { TemplateChoice } from './creative/template-choice.tsx'
import { useBinView } from './use-bin.tsx'

export function CreativesPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const mayEdit = useMay('campaigns.edit')
  const view = useBinView()
  const query = useRead('/creatives', { query: view.query }, { keep: true })
  const [choosing, setChoosing] = useState(false)
  const [editing, setEditing] = useState<Creative | null>(null)
  const [newSms, setNewSms] = useState(false)
  const add = (
    <>
      <Button onClick={() => setChoosing(true)}>{t('campaigns.creative.new')}</Button>
      <Button onClick={() => setNewSms(true)}>{t('campaigns.creative.newSms')}</Button>
    </>
  )
  return (
    <CampaignsRoom tab="creatives" answers={t('campaigns.creative.answers')} actions={mayEdit ? add : null}>
      <BinList
        kind="creatives"
        title={t('campaigns.creative.list')}
        query={query}
        empty={{ title: t('campaigns.creative.empty'), help: t('campaigns.creative.emptyHelp') }}
        add={add}
        onOpen={setEditing}
        columns={[
          { key: 'name', title: t('campaigns.creative.col.name'), render: (row) => row.name },
          {
            key: 'subject',
            title: t('campaigns.creative.col.subject'),
            render: (row) => <span className="soft clip">{row.subject || row.text}</span>,
          },
          {
            key: 'channel',
            title: t('campaigns.creative.col.channel'),
            render: (row) => t(`campaigns.plan.channels.${row.channel}`),
          },
          {
            key: 'language',
            title: t('campaigns.creative.col.language'),
            render: (row) => t(`campaigns.creative.languages.${row.language}`),
          },
          {
            key: 'changed',
            title: t('campaigns.creative.col.changed'),
            figure: true,
            render: (row) => format.dateTime(row.updatedAt),
          },
        ]}
      />
      {choosing ? (
        <TemplateChoice
          onClose={() => setChoosing(false)}
          onMade={(made) => {
            setChoosing(false)
            setEditing(made)
          }}
        />
      ) : null}
      {editing?.channel === 'email' ? (
        <CreativeEditor key={editing.id} saved={editing} offerId={null} onClose={() => setEditing(null)} />
      ) : null}
      {newSms || editing?.channel === 'sms' ? (
        <SmsEditor
          saved={editing}
          offerId={null}
          onClose={() => {
            setEditing(null)
            setNewSms(false)
          }}
          onSaved={() => {
            setEditing(null)
            setNewSms(false)
          }}
        />
      ) : null}
    </CampaignsRoom>
  )
}
