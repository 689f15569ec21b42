export const models = ['bgnbd', 'mbg', 'pareto', 'bgbb'] as const
export type ClvModel = (typeof models)[number]
