/** @liangti/models: marketing algorithms as pure functions on typed arrays; no I/O, no clock, no chance of their own. */
export { type Allocation, type AllocationOptions, allocate } from './allocation/allocate.ts'
export { type GreedyPlan, greedyAllocation } from './allocation/greedy.ts'
export { allocateInThreads } from './allocation/in-threads.ts'
export { allocationPass, mergeAllocationPasses } from './allocation/map-reduce.ts'
export type { PassSums } from './allocation/pass.ts'
export {
  type AllocationProblem,
  InfeasibleAllocationError,
  type OptionLimit,
} from './allocation/problem.ts'
export { armOf, saltedDraw } from './assignment/draw.ts'
export { type Hash64, sipHash64 } from './assignment/sip-hash.ts'
export { clusterArms, stratifiedArms } from './assignment/stratified.ts'
export { type MarkovAttribution, markovAttribution } from './attribution/markov.ts'
export {
  type ChannelFigures,
  type ConversionPaths,
  type CreditOf,
  conversionPaths,
  type PathRow,
} from './attribution/paths.ts'
export { type AttributionRule, type RuleOptions, ruleCredit } from './attribution/rules.ts'
export { shapleyCredit } from './attribution/shapley.ts'
export { epsilonGreedy, evenSplit, scaledRewards, ucb1 } from './bandits/indexed.ts'
export type { ArmRecord, BanditPolicy } from './bandits/policy.ts'
export { type BanditRegret, type BanditSimulation, simulateBandit } from './bandits/simulate.ts'
export { type GaussianPrior, thompsonBernoulli, thompsonGaussian } from './bandits/thompson.ts'
export { type Baskets, basketsOf, minimumCount } from './baskets/baskets.ts'
export {
  type FrequentItemsets,
  frequentItemsets,
  type ItemsetOptions,
  itemsOf,
  nodeOf,
} from './baskets/itemsets.ts'
export {
  type AssociationRule,
  type AssociationRules,
  associationRules,
  topRules,
} from './baskets/rules.ts'
export { type Calibrator, type IsotonicCalibrator, isotonicCalibration } from './calibration/isotonic.ts'
export { type PlattCalibrator, plattCalibration } from './calibration/platt.ts'
export {
  drawBelow,
  drawBeta,
  drawExponential,
  drawGamma,
  drawNormal,
  drawPoisson,
  shuffle,
} from './chance/distributions.ts'
export { mulberry32, type RandomSource, seededRandom } from './chance/random.ts'
export {
  type CategoricalFeature,
  type DesignColumn,
  type Feature,
  type FeatureTable,
  featureTable,
  missingCode,
  type NumericFeature,
  oneHot,
  selectRows,
} from './data/features.ts'
export type { FittedModel, Learner } from './data/learner.ts'
export { type Matrix, matrix } from './data/matrix.ts'
export { type SparseMatrix, sparseMatrix, transpose } from './data/sparse.ts'
export { type AlikeRows, type Generalisation, generalise, rowsBelow } from './disclosure/generalise.ts'
export { type SmallCells, smallCells } from './disclosure/small-cells.ts'
export { InvalidInputError } from './errors.ts'
export {
  type Calibration,
  type CalibrationBin,
  type CalibrationOptions,
  calibrationTable,
} from './evaluation/calibration-table.ts'
export { type Fold, forwardFold, modFolds, randomFolds } from './evaluation/folds.ts'
export {
  type CutFigures,
  figuresAtShare,
  figuresAtThreshold,
  type GainRow,
  gainTable,
  liftAt,
} from './evaluation/gains.ts'
export { brierScore, logLoss } from './evaluation/losses.ts'
export { type PropensityMetrics, propensityMetrics } from './evaluation/propensity-metrics.ts'
export { areaUnderRoc, averagePrecision, type RocPoint, rocCurve } from './evaluation/ranking.ts'
export { type RateCell, type StandardisedRate, standardisedRates } from './evaluation/standardised-rates.ts'
export { type AlwaysValidOptions, alwaysValid } from './experiments/always-valid.ts'
export { type Posterior, type PosteriorOptions, posteriorOf } from './experiments/bayesian.ts'
export { type CovariateSummary, type CupedResult, cuped } from './experiments/cuped.ts'
export { differenceOfMeans, differenceOfProportions } from './experiments/difference.ts'
export type { Alternative, Estimate, EstimateOptions } from './experiments/estimate.ts'
export { linearisedRatio, type RatioSummary } from './experiments/linearised-ratio.ts'
export { type MeanInterval, meanInterval } from './experiments/mean.ts'
export { adjustPValues, type MultipleComparison } from './experiments/multiple-comparisons.ts'
export { type NetPromoter, netPromoter } from './experiments/net-promoter.ts'
export {
  designStandardError,
  type ExperimentDesign,
  minimalDetectableEffect,
  powerOf,
  sampleSizeFor,
} from './experiments/power.ts'
export { type ProportionInterval, proportionInterval } from './experiments/proportion.ts'
export { type RandomisationEstimate, randomisationInterval } from './experiments/randomisation.ts'
export { type RatioInterval, ratioOfMeans } from './experiments/ratio.ts'
export type { ArmedSample } from './experiments/redraw-sums.ts'
export { type Redraws, redrawControl, usualRedraws } from './experiments/redraws.ts'
export { type SampleRatioTest, sampleRatioMismatch } from './experiments/sample-ratio.ts'
export { type Stratum, stratifiedDifference } from './experiments/stratified.ts'
export { meanOf, type SampleSummary, summarize, varianceOf } from './experiments/summary.ts'
export { scaledError, symmetricError } from './forecasting/accuracy.ts'
export { type EtsForecastOptions, etsForecast } from './forecasting/ets/forecast.ts'
export { type EtsModel, type EtsOptions, fitEts } from './forecasting/ets/model.ts'
export {
  driftForecast,
  naive2Forecast,
  naiveForecast,
  seasonalNaiveForecast,
} from './forecasting/naive.ts'
export { autocorrelations, isSeasonal, seasonalIndices } from './forecasting/seasonality.ts'
export type { Forecast, ForecastOptions } from './forecasting/series.ts'
export { thetaForecast } from './forecasting/theta.ts'
export {
  type AnswerCounts,
  type BetaPrior,
  betaBinomialPrior,
  type ShrunkRate,
  shrunkRate,
} from './habits/beta-binomial.ts'
export { busiestBlock, type WeekBlock } from './habits/busiest-block.ts'
export {
  fitWeekRhythm,
  hourChances,
  type RhythmKernel,
  type WeekRhythm,
  weekHours,
} from './habits/week-rhythm.ts'
export type { LinearCoefficient } from './linear/coefficients.ts'
export type { LinearEncoding, LinearMissing } from './linear/encoding.ts'
export {
  type LogisticModel,
  type LogisticOptions,
  logisticLearner,
  logisticRegression,
} from './linear/logistic.ts'
export { type RidgeModel, type RidgeOptions, ridgeLearner, ridgeRegression } from './linear/ridge.ts'
export {
  type AnsweredPair,
  type LinkageLesson,
  learnFromAnswers,
  taughtWeight,
} from './linkage/answers.ts'
export {
  type BlockingColumn,
  type BlockingRule,
  type CandidatePairs,
  candidatePairs,
  type DroppedBlocks,
  equalityRule,
} from './linkage/blocking.ts'
export { type ClusterLimits, clusterMatches } from './linkage/clusters.ts'
export {
  type Comparison,
  dateComparison,
  editComparison,
  exactComparison,
  nameComparison,
  numberComparison,
  soundComparison,
  wordsComparison,
} from './linkage/comparisons.ts'
export { damerauLevenshtein } from './linkage/edit-distance.ts'
export type { LinkageField } from './linkage/field.ts'
export { jaro, jaroWinkler } from './linkage/jaro-winkler.ts'
export { type Linkage, type LinkageOptions, linkRecords, type MatchedPairs } from './linkage/link-records.ts'
export { type LinkageLevel, type LinkageModel, matchProbability } from './linkage/model.ts'
export { pinyinSound, soundex } from './linkage/phonetic.ts'
export { clusterQuality, type LinkageQuality, linkageQuality } from './linkage/quality.ts'
export { tokenJaccard } from './linkage/tokens.ts'
export { chiSquaredCdf, chiSquaredQuantile, chiSquaredTails } from './numerics/chi-squared.ts'
export { logGamma } from './numerics/gamma-function.ts'
export { incompleteBeta } from './numerics/incomplete-beta.ts'
export { incompleteGamma, type Tails } from './numerics/incomplete-gamma.ts'
export { normalCdf, normalDensity, normalQuantile } from './numerics/normal.ts'
export { studentCdf, studentDensity, studentQuantile, studentTails } from './numerics/student-t.ts'
export { createJobHost } from './parallel/job-host.ts'
export type { Threads } from './parallel/threads.ts'
export {
  type CategoryControl,
  type ElasticityEstimate,
  priceElasticity,
  type SalesAtPrices,
} from './price/elasticity.ts'
export { type OwnEstimate, type Shrinkage, type Shrunk, shrinkTowardsMean } from './price/shrinkage.ts'
export { type Als, type AlsOptions, fitAls } from './recommendation/als.ts'
export {
  type BoughtTogetherOptions,
  boughtTogether,
  type Companion,
} from './recommendation/bought-together.ts'
export { type EaseOptions, fitEase } from './recommendation/ease.ts'
export {
  type InterestEvents,
  type InterestProfile,
  interestProfile,
  interestShares,
  laterInterests,
} from './recommendation/interests.ts'
export { fitItemKnn, type ItemKnn, type ItemKnnOptions } from './recommendation/item-knn.ts'
export { fitPopularity } from './recommendation/popularity.ts'
export { evaluateRanking, type RankingMetrics } from './recommendation/ranking-metrics.ts'
export {
  type Interactions,
  type RecommendedItem,
  type Recommender,
  type RecommendOptions,
  recommend,
} from './recommendation/recommender.ts'
export { fitSessionKnn, type SessionKnnOptions, type Sessions } from './recommendation/session-knn.ts'
export { compileScorer, type Scorer } from './scoring/scorer.ts'
export { binOf, quantileEdges } from './segmentation/bins.ts'
export {
  type Concentration,
  concentration,
  type LorenzPoint,
  type TopShare,
  topCustomersFor,
} from './segmentation/concentration.ts'
export { type KMeansOptions, type KMeansResult, kMeans } from './segmentation/k-means.ts'
export {
  type RfmCuts,
  type RfmMeasures,
  type RfmOptions,
  type RfmScores,
  rfmScores,
} from './segmentation/rfm.ts'
export {
  type RfmclMeasures,
  type RfmclOptions,
  type RfmclScores,
  rfmclScores,
} from './segmentation/rfmcl.ts'
export {
  type ProfileOptions,
  type SegmentProfile,
  segmentProfiles,
} from './segmentation/segment-profile.ts'
export type { EffectSize, SegmentTrait } from './segmentation/segment-trait.ts'
export { type Silhouette, type SilhouetteOptions, silhouette } from './segmentation/silhouette.ts'
export { type Standardised, standardise } from './segmentation/standardise.ts'
export {
  baseNoteCoder,
  type CodedNote,
  type CodeNoteOptions,
  codeNote,
  type NoteCoder,
  type NoteCoderOptions,
  trainNoteCoder,
} from './text/code-note.ts'
export {
  type ClassQuality,
  type CodingQuality,
  codingQuality,
  crossValidatedCoding,
} from './text/coding-quality.ts'
export { complementBayes } from './text/complement-bayes.ts'
export { gramsOf } from './text/grams.ts'
export {
  type LabelledNote,
  type NoteTopic,
  noteTopics,
  type RefusalReason,
  refusalReasons,
  type Sentiment,
} from './text/labels.ts'
export { likeNotes, noteFolds } from './text/note-folds.ts'
export { baseNotes } from './text/notes/index.ts'
export { matrixOf, type Vocabulary, vocabularyOf } from './text/pieces.ts'
export { type ClassLink, type ClassWeights, classShares, fitClasses } from './text/sparse-classes.ts'
export { type SqlOptions, sqlSettings } from './to-sql/dialect.ts'
export { linearSql } from './to-sql/linear.ts'
export {
  bgNbdAliveSql,
  bgNbdExpectedSql,
  type HistoryColumns,
} from './to-sql/purchases.ts'
export { ensembleSql } from './to-sql/trees.ts'
export {
  type BoostedTrees,
  type BoostingFit,
  boostedTreesLearner,
  fitBoostedTrees,
  fitBoostedTreesOn,
} from './trees/boosting/fit.ts'
export type { BoostingOptions, Validation } from './trees/boosting/options.ts'
export {
  type EnsembleFeature,
  type EnsembleTree,
  featureGains,
  type Leaf,
  type LevelsSplit,
  type NumberSplit,
  type TreeEnsemble,
  type TreeNode,
} from './trees/ensemble.ts'
export { type ForestFit, fitForest, fitForestOn, forestLearner } from './trees/forest/fit.ts'
export type { ForestOptions } from './trees/forest/options.ts'
export { predictEnsemble, predictMargin } from './trees/predict.ts'
export { type ShapValues, treeShap } from './trees/tree-shap.ts'
export { bestColumn, type ColumnBaseline } from './uplift/baseline.ts'
export {
  type BootstrapOptions,
  compareUplift,
  type UpliftComparison,
  type UpliftIntervals,
} from './uplift/bootstrap.ts'
export { qiniCurve, type UpliftPoint, upliftCurve } from './uplift/curves.ts'
export { sLearner, tLearner, type UpliftLearner, xLearner } from './uplift/learners.ts'
export { qiniCoefficient, type UpliftMetrics, upliftAt, upliftAuc, upliftMetrics } from './uplift/metrics.ts'
export { classTransformation, crossFittedUplift, drLearner } from './uplift/transformed-learners.ts'
export { averageEffect, type Trial } from './uplift/trial.ts'
export {
  type BgBbParameters,
  bgBbAlive,
  bgBbForecast,
  fitBgBb,
} from './value/bg-bb.ts'
export {
  type BgNbdParameters,
  bgNbdAlive,
  bgNbdForecast,
  type DropoutKind,
  fitBgNbd,
  fitMbgNbd,
} from './value/bg-nbd.ts'
export { type DiscountedValueOptions, discountedValue } from './value/discounted-value.ts'
export { logInterval, type PurchaseFit } from './value/fit.ts'
export { fitGammaGamma, type GammaGammaParameters, gammaGammaMean } from './value/gamma-gamma.ts'
export {
  type CustomerHistories,
  type HistoryOptions,
  historiesOf,
  type Purchases,
} from './value/histories-of.ts'
export {
  fitParetoNbd,
  type ParetoNbdParameters,
  paretoNbdAlive,
  paretoNbdForecast,
} from './value/pareto-nbd.ts'
export {
  bgNbdInterval,
  type PredictiveOptions,
  type PurchaseInterval,
  paretoNbdInterval,
} from './value/predictive.ts'
export type { PurchaseForecast } from './value/purchase-forecast.ts'
export { collapseHistories, type PurchaseHistories } from './value/purchase-history.ts'
