import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../api/hooks.ts'
import type { DeskScript } from '../../../api/types.ts'
import { Part } from '../../../ui/page.tsx'
import { EmptyState, Loaded } from '../../../ui/states.tsx'
import { DataTable } from '../../../ui/table.tsx'
import { useUrlState } from '../../../ui/url-state.ts'
import { useFormat } from '../../../ui/use-format.ts'
import { DeskFrame } from '../desk-page.tsx'
import { useShare } from '../use-share.ts'
import { ScriptEditor } from './script-editor.tsx'

/** What agents say, in versions, and what came of each. */
export function ScriptsPage() {
  const { t } = useTranslation()
  const query = useRead('/desk/scripts')
  const [url, setUrl] = useUrlState()
  const add = (
    <Button type="primary" onClick={() => setUrl({ script: 'new' })}>
      {t('deskTools.scripts.add')}
    </Button>
  )
  return (
    <DeskFrame title={t('deskTools.scripts.title')} answers={t('deskTools.scripts.answers')} actions={add}>
      <Part title={t('deskTools.scripts.list')}>
        <Loaded query={query} where={t('deskTools.scripts.list')} height={240}>
          {({ items, variables }) => {
            const open = items.find(({ id }) => id === url.script) ?? null
            return (
              <>
                {items.length === 0 ? (
                  <EmptyState title={t('deskTools.scripts.empty')}>
                    {t('deskTools.scripts.emptyHelp')}
                  </EmptyState>
                ) : (
                  <List items={items} onOpen={(id) => setUrl({ script: id })} />
                )}
                {url.script === 'new' || open ? (
                  <ScriptEditor
                    key={url.script}
                    saved={open}
                    variables={variables}
                    onClose={() => setUrl({ script: null })}
                    onSaved={(id) => setUrl({ script: id })}
                  />
                ) : null}
              </>
            )
          }}
        </Loaded>
      </Part>
    </DeskFrame>
  )
}

function List({ items, onOpen }: { items: DeskScript[]; onOpen: (id: string) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const share = useShare()
  const liveOf = ({ versions }: DeskScript) => {
    const live = versions.filter(({ weight }) => weight > 0)
    const all = live.reduce((sum, { weight }) => sum + weight, 0)
    if (live.length === 0) return <span className="faint">{t('deskTools.scripts.liveNone')}</span>
    return live
      .map(({ version, weight }) =>
        live.length === 1
          ? t('deskTools.scripts.liveVersion', { version })
          : t('deskTools.scripts.liveShare', { version, share: format.percent(weight / all, 0) }),
      )
      .join(' · ')
  }
  return (
    <DataTable
      label={t('deskTools.scripts.list')}
      rows={items}
      rowKey={({ id }) => id}
      columns={[
        {
          key: 'name',
          title: t('deskTools.scripts.col.name'),
          render: (row) => (
            <Button type="link" className="flush" onClick={() => onOpen(row.id)}>
              {row.name}
            </Button>
          ),
        },
        {
          key: 'kind',
          title: t('deskTools.scripts.col.kind'),
          render: (row) => t(`desk.kinds.${row.kind}`),
        },
        { key: 'live', title: t('deskTools.scripts.col.live'), render: liveOf },
        {
          key: 'talks',
          title: t('deskTools.scripts.col.talks'),
          figure: true,
          render: ({ versions }) => format.integer(versions.reduce((sum, { talks }) => sum + talks, 0)),
        },
        {
          key: 'accepted',
          title: t('deskTools.scripts.col.accepted'),
          render: ({ versions }) => (
            <>
              {versions.some(({ talks }) => talks > 0) ? null : (
                <span className="faint">{t('deskTools.scripts.noTalks')}</span>
              )}
              {versions.flatMap(({ version, weight, accepted }) =>
                weight > 0 && accepted
                  ? [
                      <div key={version}>
                        {t('deskTools.scripts.liveVersion', { version })}: {share(accepted)}
                      </div>,
                    ]
                  : [],
              )}
            </>
          ),
        },
      ]}
    />
  )
}
