import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead } from '../api/hooks.ts'
import type { Creative } from '../api/types.ts'
import { useFormat } from '../ui/use-format.ts'
import { BinList } from './bin-list.tsx'
import { CampaignsRoom } from './campaigns-room.tsx'
import { CreativeEditor } from './creative/creative-editor.tsx'
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
  const add = <Button onClick={() => setChoosing(true)}>{t('campaigns.creative.new')}</Button>
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
            render: (row) => <span className="soft">{row.subject}</span>,
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
      {editing ? (
        <CreativeEditor key={editing.id} saved={editing} offerId={null} onClose={() => setEditing(null)} />
      ) : null}
    </CampaignsRoom>
  )
}
