import { Button, Dropdown } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead } from '../api/hooks.ts'
import type { Creative } from '../api/types.ts'
import { ownName } from '../ui/language-name.ts'
import { useFormat } from '../ui/use-format.ts'
import { BinList } from './bin-list.tsx'
import { CampaignsRoom } from './campaigns-room.tsx'
import { creativeChannels, creativeKinds } from './creative/channels.tsx'
import { useBinView } from './use-bin.tsx'

export function CreativesPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const mayEdit = useMay('campaigns.edit')
  const view = useBinView()
  const query = useRead('/creatives', { query: view.query }, { keep: true })
  const [editing, setEditing] = useState<Creative | null>(null)
  const [begun, setBegun] = useState<Creative['channel'] | null>(null)
  const add = (
    <Dropdown
      trigger={['click']}
      menu={{
        items: creativeChannels.map((key) => ({ key, label: t(`campaigns.plan.channels.${key}`) })),
        onClick: ({ key }) => setBegun(key as Creative['channel']),
      }}
    >
      <Button>{t('campaigns.creative.new')}</Button>
    </Dropdown>
  )
  const channel = editing?.channel ?? begun
  const Editor = channel && creativeKinds[channel].Editor
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
            render: (row) => <span className="soft clip">{creativeKinds[row.channel].line(row)}</span>,
          },
          {
            key: 'channel',
            title: t('campaigns.creative.col.channel'),
            render: (row) => t(`campaigns.plan.channels.${row.channel}`),
          },
          {
            key: 'language',
            title: t('campaigns.creative.col.language'),
            render: (row) =>
              [row.language, ...(row.variants ?? []).map((each) => each.language)].map(ownName).join(' · '),
          },
          {
            key: 'changed',
            title: t('campaigns.creative.col.changed'),
            figure: true,
            render: (row) => format.dateTime(row.updatedAt),
          },
        ]}
      />
      {Editor ? (
        <Editor
          saved={editing}
          offerId={null}
          onClose={() => {
            setEditing(null)
            setBegun(null)
          }}
          onSaved={() => undefined}
        />
      ) : null}
    </CampaignsRoom>
  )
}
