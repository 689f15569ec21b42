import { useEffect, useMemo, useRef, useState } from 'react'
import { useCall } from '../../api/hooks.ts'
import type { Operator, SegmentPreview, SegmentRule } from '../../api/types.ts'
import { conditionsOf, type GroupNode, missingFields, toRule } from './tree.ts'

const waitMs = 200

/** The count of the rule as it stands. A newer change cancels the older question; a rule with gaps is not asked. */
export function useLiveCount(root: GroupNode, operators: readonly Operator[], purpose = 'analysis') {
  const send = useCall()
  const sendRef = useRef(send)
  sendRef.current = send
  const rule = useMemo(() => JSON.stringify({ rule: toRule(root), purpose }), [root, purpose])
  const complete = conditionsOf(root).every((node) => {
    const operator = operators.find((o) => o.op === node.op)
    return operator !== undefined && missingFields(operator, node.params).length === 0
  })
  const [state, setState] = useState<{ rule: string; preview: SegmentPreview | null; error: unknown }>({
    rule: '',
    preview: null,
    error: null,
  })
  const [again, setAgain] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `again` asks once more on request
  useEffect(() => {
    if (!complete) return
    const controller = new AbortController()
    const timer = window.setTimeout(async () => {
      try {
        const preview = await sendRef.current('post', '/segments/preview', {
          body: { ...(JSON.parse(rule) as { rule: SegmentRule; purpose: string }), sample: 8 },
          signal: controller.signal,
        })
        setState({ rule, preview, error: null })
      } catch (error) {
        if (!controller.signal.aborted) setState((old) => ({ ...old, rule, error }))
      }
    }, waitMs)
    return () => {
      window.clearTimeout(timer)
      controller.abort()
    }
  }, [rule, complete, again])
  const current = state.rule === rule
  const alone = useMemo(() => {
    const counts = new Map<string, number>()
    if (current && state.preview) {
      conditionsOf(root).forEach((node, index) => {
        const count = state.preview?.perCondition[index]?.customers
        if (count !== undefined) counts.set(node.id, count)
      })
    }
    return counts
  }, [root, state.preview, current])
  return {
    preview: state.preview,
    error: current ? state.error : null,
    complete,
    busy: complete && !current,
    alone,
    retry: () => setAgain((n) => n + 1),
  }
}
