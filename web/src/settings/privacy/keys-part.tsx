import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useMay, useRead, useWrite } from '../../api/hooks.ts'
import { FigureRow } from '../../ui/figures.tsx'
import { Part } from '../../ui/page.tsx'
import { Loaded, useProblemText } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat } from '../../ui/use-format.ts'

/** Keys of encryption: when they were changed, and the button that changes them. */
export function EncryptionKeysPart() {
  return useMay('settings.manage') ? <Keys /> : null
}

function Keys() {
  const { t } = useTranslation()
  const format = useFormat()
  const { modal, message } = App.useApp()
  const problem = useProblemText()
  const query = useRead(
    '/encryption-keys',
    {},
    {
      refetchInterval: (data) => (data?.rotations[0] && !data.rotations[0].doneAt ? 2_000 : false),
      staleTime: 0,
    },
  )
  const rotate = useWrite('post', '/encryption-keys/rotation', ['/encryption-keys'])
  const isBusy = query.data?.rotations.some((one) => one.doneAt === null) ?? false
  const ask = () =>
    modal.confirm({
      icon: null,
      title: t('privacy.keys.ask'),
      content: t('privacy.keys.askText', { days: query.data?.graceDays ?? 0 }),
      okText: t('privacy.keys.rotate'),
      onOk: () =>
        rotate.mutateAsync({}).then(
          () => undefined,
          (error: unknown) => void message.error(problem(error)),
        ),
    })
  return (
    <Part
      title={t('privacy.keys.title')}
      actions={
        <Button disabled={isBusy} loading={rotate.isPending} onClick={ask}>
          {t('privacy.keys.rotate')}
        </Button>
      }
    >
      <p className="soft">{t('privacy.keys.note')}</p>
      <Loaded query={query} where={t('privacy.keys.title')} height={120}>
        {({ rotations, masterChangedAt, left }) => (
          <>
            <FigureRow
              items={[
                {
                  label: t('privacy.keys.changed'),
                  value: rotations[0] ? (
                    <time>{format.date(rotations[0].startedAt)}</time>
                  ) : (
                    t('privacy.keys.never')
                  ),
                },
                {
                  label: t('privacy.keys.master'),
                  value: masterChangedAt ? (
                    <time>{format.date(masterChangedAt)}</time>
                  ) : (
                    t('privacy.keys.never')
                  ),
                },
                { label: t('privacy.keys.left'), value: format.integer(left) },
              ]}
            />
            {rotations.length === 0 ? null : (
              <DataTable
                label={t('privacy.keys.list')}
                rows={rotations}
                rowKey={(row) => row.id}
                columns={[
                  {
                    key: 'begun',
                    title: t('privacy.keys.begun'),
                    render: (row) => format.dateTime(row.startedAt),
                  },
                  {
                    key: 'ended',
                    title: t('privacy.keys.ended'),
                    render: (row) => (row.doneAt ? format.dateTime(row.doneAt) : t('privacy.keys.underWay')),
                  },
                  {
                    key: 'values',
                    title: t('privacy.keys.resealed'),
                    figure: true,
                    render: (row) => format.integer(row.resealed),
                  },
                  {
                    key: 'unreadable',
                    title: t('privacy.keys.unreadable'),
                    figure: true,
                    render: (row) => format.integer(row.unreadable),
                  },
                ]}
              />
            )}
          </>
        )}
      </Loaded>
    </Part>
  )
}
