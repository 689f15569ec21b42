import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead } from '../api/hooks.ts'
import type { Creative } from '../api/types.ts'
import { Part } from '../ui/page.tsx'
import { EmptyState, Loaded } from '../ui/states.tsx'
import { DataTable } from '../ui/table.tsx'
import { useFormat } from '../ui/use-format.ts'
import { CampaignsRoom } from './campaigns-room.tsx'
import { CreativeEditor } from './creative/creative-editor.tsx'
import { TemplateChoice } from './creative/template-choice.tsx'
import { BinButton, BinSwitch, useBin, useBinView } from './use-bin.tsx'

export function CreativesPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const mayEdit = useMay('campaigns.edit')
  const view = useBinView()
  const bin = useBin('creatives')
  const query = useRead('/creatives', { query: view.query }, { keep: true })
  const [choosing, setChoosing] = useState(false)
  const [editing, setEditing] = useState<Creative | null>(null)
  const add = <Button onClick={() => setChoosing(true)}>{t('campaigns.creative.new')}</Button>
  return (
    <CampaignsRoom tab="creatives" answers={t('campaigns.creative.answers')} actions={mayEdit ? add : null}>
      <Part title={t('campaigns.creative.list')} actions={<BinSwitch list={t('campaigns.creative.list')} />}>
        <Loaded query={query} where={t('campaigns.creative.list')} height={240}>
          {({ items }) =>
            items.length === 0 ? (
              <EmptyState
                title={view.inBin ? t('campaigns.binEmpty') : t('campaigns.creative.empty')}
                action={mayEdit && !view.inBin ? add : null}
              >
                {view.inBin ? null : t('campaigns.creative.emptyHelp')}
              </EmptyState>
            ) : (
              <DataTable
                label={t('campaigns.creative.list')}
                rows={items}
                rowKey={(row) => row.id}
                {...(mayEdit && !view.inBin ? { onOpen: setEditing } : {})}
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
                  {
                    key: 'do',
                    title: <span className="visually-hidden">{t('common.delete')}</span>,
                    figure: true,
                    render: (row) => (mayEdit ? <BinButton item={row} inBin={view.inBin} bin={bin} /> : null),
                  },
                ]}
              />
            )
          }
        </Loaded>
      </Part>
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
