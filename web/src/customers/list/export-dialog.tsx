import { useTranslation } from 'react-i18next'
import { useCall } from '../../api/hooks.ts'
import type { ExportCheck } from '../../api/types.ts'
import { FileDialog, type FileQuestion } from '../../ui/file/file-dialog.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import type { ListState } from './list-state.ts'
import { listBody } from './use-customers.ts'

/** A list of customers as a file. */
export function ExportDialog({
  state,
  search,
  onClose,
}: {
  state: ListState
  search: string
  onClose: () => void
}) {
  const { t } = useTranslation()
  const send = useCall()
  const fewOf = useFew()
  const question: FileQuestion<ExportCheck> = {
    title: t('customers.export.title'),
    path: '/customers/export',
    body: listBody(state, search),
    check: (signal) => {
      const { sort: _sort, ...body } = listBody(state, search)
      return send('post', '/customers/export/check', { body, signal })
    },
    few: fewOf,
    // The name says what was done to the rows.
    fileName: (choice) =>
      `${t('customers.export.file')}${choice ? `-${t(`customers.export.groups.name.${choice}`)}` : ''}.csv`,
  }
  return <FileDialog question={question} onClose={onClose} />
}

function useFew(): FileQuestion<ExportCheck>['few'] {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  const list = (words: string[]) => words.join(t('common.listComma'))
  return ({ rows, below, unique, k, columns, generalised }) => {
    const changes = (generalised?.changes ?? []).map(({ label, to }) =>
      to
        ? t('customers.export.groups.coarser', { column: local(label), to: local(to) })
        : t('customers.export.groups.gone', { column: local(label) }),
    )
    const rest =
      generalised && generalised.leftOut > 0
        ? t('customers.export.groups.rest', { count: generalised.leftOut })
        : ''
    const coarser = `${t('customers.export.groups.generalise', { changes: list(changes) })}${rest}`
    return {
      found: t('customers.export.groups.found', {
        below: format.integer(below),
        rows: format.integer(rows),
        unique: format.integer(unique),
        k,
        columns: list(columns.map(({ label }) => local(label))),
      }),
      choices: [
        ...(generalised ? [{ value: 'generalise' as const, label: coarser }] : []),
        { value: 'leave_out', label: t('customers.export.groups.leaveOut', { count: below }) },
      ],
    }
  }
}
