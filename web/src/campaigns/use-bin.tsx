import { App, Button, Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../api/hooks.ts'
import { useProblemText } from '../ui/states.tsx'
import { useUrlState } from '../ui/url-state.ts'

export interface Named {
  id: string
  name: string
}

/** Offers or creatives into the bin and out again; the message that says so carries the way back. */
export function useBin(kind: 'offers' | 'creatives') {
  const { t } = useTranslation()
  const { message, notification } = App.useApp()
  const problem = useProblemText()
  const stale = [`/${kind}`, '/campaigns']
  const remove = useWrite('delete', `/${kind}/{id}`, stale)
  const restore = useWrite('post', `/${kind}/{id}/restore`, stale)
  const fail = (error: unknown) => void message.error(problem(error))
  const takeBack = (item: Named) =>
    restore.mutate(
      { path: { id: item.id } },
      {
        onSuccess: () => void message.success(t('campaigns.restored', { name: item.name })),
        onError: fail,
      },
    )
  const toBin = (item: Named) => {
    const key = `bin-${item.id}`
    const said = () =>
      notification.open({
        key,
        title: t('campaigns.one.deleted', { name: item.name }),
        duration: 10,
        actions: (
          <Button
            size="small"
            onClick={() => {
              notification.destroy(key)
              takeBack(item)
            }}
          >
            {t('common.undo')}
          </Button>
        ),
      })
    remove.mutate({ path: { id: item.id } }, { onSuccess: said, onError: fail })
  }
  return { toBin, takeBack }
}

/** What is in use, or the bin; kept in the address. */
export function useBinView(): { inBin: boolean; query: { deleted?: 'true' } } {
  const [url] = useUrlState()
  const inBin = url.view === 'bin'
  return { inBin, query: inBin ? { deleted: 'true' } : {} }
}

export function BinSwitch({ list }: { list: string }) {
  const { t } = useTranslation()
  const [url, setUrl] = useUrlState()
  return (
    <Segmented
      aria-label={list}
      value={url.view === 'bin' ? 'bin' : 'list'}
      onChange={(view) => setUrl({ view: view === 'bin' ? 'bin' : null })}
      options={[
        { value: 'list', label: list },
        { value: 'bin', label: t('campaigns.bin') },
      ]}
    />
  )
}

/** The last cell of a row: into the bin, or back from it. */
export function BinButton({
  item,
  inBin,
  bin,
}: {
  item: Named
  inBin: boolean
  bin: ReturnType<typeof useBin>
}) {
  const { t } = useTranslation()
  return inBin ? (
    <Button size="small" onClick={() => bin.takeBack(item)}>
      {t('common.restore')}
    </Button>
  ) : (
    <Button size="small" type="text" onClick={() => bin.toBin(item)}>
      {t('common.delete')}
    </Button>
  )
}
