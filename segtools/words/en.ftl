# The sentences of segtools, in plain English: one a code, said here and nowhere else.
# Who does what; one fact a sentence; what it means before how it was found. Names of segments stand in “ ”.
# $customers is what the client calls its customers. A figure $x brings $x_low, $x_high and $x_people where they are known.

## The words before a sentence, by its kind

kind-headline = { $text }
kind-finding = { $text }
kind-note = { $text }
kind-caution = Caution: { $text }
kind-stop = Stop: { $text }

## What a value is

worth-margin-params = margin of { $share }, as the client gives it
worth-margin-costs = margin of { $share }, by the costs of the order lines
worth-margin-nowhere = net amount: no margin is known, so costs are not taken off

## 04_profile

profile-largest = “{ $segment }” is the largest segment: { $people } { $customers }, { $share } of the base (95% interval { $share_low } to { $share_high }).
profile-most-money = “{ $segment }” brought the most money: { $value_share } of the net amount, from { $share } of the base.
profile-worth-most = Members of “{ $segment }” are worth the most: { $worth } each over the next twelve months ({ $worth_low } to { $worth_high }). This is a { $basis }.
profile-value-unknown = What { $customers } are worth is not known: there are no orders, and no column says it.
profile-value-declared = What { $customers } are worth in a year is as the client’s own column { $column } says.
profile-renewals = The renewals to come are forecast by { $model }, fitted to { $contracts } contracts.
profile-renewals-unknown = What { $customers } are worth is not known: no model of renewals could be fitted ({ $trouble }).
profile-orders-model = The orders to come are forecast by { $model }, fitted to { $people } { $customers }.
profile-nobody-leaves = The orders to come are forecast by { $model }, fitted to { $people } { $customers }. It assumes that everybody still buys, even those who have long been silent.
profile-few-repeaters = The next year is assumed to be like the last: only { $people } { $customers } bought on more than one day, and a model of buying needs { $needed }.
profile-orders-unmodelled = The next year is assumed to be like the last: no model of buying could be fitted ({ $trouble }).
profile-published-unused = { $model } could not be used as published: { $trouble }.
profile-amounts-unmodelled = Each customer’s orders to come are assumed to be as large as their own so far: no model of amounts could be fitted ({ $trouble }).
profile-at-risk = Most value at risk lies in “{ $segment }”: { $people } { $customers } have more likely left than not. Kept, they would bring { $worth } in twelve months.
profile-back-test = The forecast was put to the test. Made from what was known on { $from }, it expected { $orders_expected } orders a customer by { $to }, and { $orders_actual } came. It knows nothing of seasons.
profile-back-test-money = The forecast was put to the test. Made from what was known on { $from }, it expected { $orders_expected } orders and { $amount_expected } a customer by { $to }; { $orders_actual } orders and { $amount_actual } came. It knows nothing of seasons.
profile-models-wrong = The forecast of value failed its test on { $segments }. Read { $segments_count ->
        [one] the values of this segment
       *[other] the values of these segments
    } with care.
profile-wrong-orders = “{ $segment }” ({ $expected } orders a customer expected, { $actual } came)
profile-wrong-amount = “{ $segment }” ({ $expected } a customer expected, { $actual } came)

## 05_target

target-no-segments = Do not act on these targets: this base holds no segments that would be found again, and what follows divides it for the exercise.
target-first =
    Target “{ $segment }” first{ $sure ->
        [yes] .
        [close] , but it is a close call.
       *[no] , but there is no clear winner.
    } It is a target in { $p_target } of { $draws } trials with other weights and figures{ $leads ->
        [yes] , and comes first in { $p_first }
       *[no] {""}
    }.
target-also =
    Target “{ $segment }” too{ $sure ->
        [yes] .
        [close] , but it is a close call.
       *[no] , but there is no clear winner.
    } It is a target in { $p_target } of { $draws } trials with other weights and figures{ $leads ->
        [yes] , and comes first in { $p_first }
       *[no] {""}
    }.
target-nobody = Every segment is ruled out, so there is nothing to target yet.
target-rival = “{ $segment }” is not a target, but would be one in { $p_target } of the trials with other weights and figures.
target-play = “{ $segment }”: { $play }. { $reason }
target-return =
    Contacting { $who ->
        [all] { $audience } of “{ $segment }”
        [some] { $audience } of the { $reached } of “{ $segment }” who may be contacted
       *[untold] “{ $segment }”
    } is expected to return { $return } ({ $return_low } to { $return_high }; { $basis }), after the cost of contacts. This assumes an extra response of { $response } ({ $source ->
        [params] as the client gives it
       *[other] { $source }
    }); the contacts pay for themselves from { $break_even } on.
target-return-few = Contacting “{ $segment }” is expected to pay, but so few people can be contacted that the amount is withheld.
target-outspent = “{ $segment }” gets no contacts: they are expected to pay, but the budget returns more elsewhere. A contact here would bring { $per_contact }.
target-loses = “{ $segment }” gets no contacts, because none is expected to pay. An order is worth { $worth } ({ $basis }), a contact costs { $cost }, and the extra response is put at { $response }.
target-no-list = Reach “{ $segment }” through media. The client's tables name nobody who may be contacted, so there is no list.
target-knocked-out = “{ $segment }” is ruled out: { $why }.
target-unmeasured =
    { $criteria_count ->
        [one] This criterion cannot be measured for every segment and is
       *[other] These criteria cannot be measured for every segment and are
    } left out of the scores: { $criteria }.
target-no-strength = Nothing in the data tells how strong the client is with a segment, so what the segments offer decides alone.
target-untapped-worth = “{ $segment }” is untapped: it is { $share } of the base, and a member is worth { $worth } times the average.
target-untapped-growth = “{ $segment }” is untapped: it is { $share } of the base, and that share has changed by { $growth } since the earlier look.
target-open = Nobody serves “{ $segment }” well: the best score is { $score } of 10, for { $best }.
target-test-spend = Hold back { $control } of { $members } in “{ $segment }” at random, and compare what they spend. { $anyway } of them order within a month anyway, so the share who order can show little.
target-test-effect =
    Hold back { $control } of { $members } in “{ $segment }” at random. An extra response of { $seen } would then show in four of five campaigns{ $anyway_known ->
        [yes] , given that { $anyway } order within a month anyway
       *[no] . This assumes the hardest case, that half respond anyway, because the data does not tell
    }.
target-test-too-small =
    “{ $segment }” is too small to learn from in one campaign. With { $control } of { $members } held back, { $seen_known ->
        [yes] only an extra response of { $seen } would show in four of five campaigns
       *[no] nothing could be shown
    }; to show { $worth_having }, it would take { $wanted } { $customers }. { $anyway_known ->
        [yes] Within a month, { $anyway } order anyway.
       *[no] This assumes the hardest case, that half respond anyway, because the data does not tell.
    }
target-return-unknown =
    Nobody can tell what contacting “{ $segment }” returns without { $lacking }. Give { $lacking_count ->
        [one] it
       *[other] them
    } in the settings, under target.economics or value.
target-better-elsewhere = “{ $segment }” is not a target, yet a contact there would return { $per_contact }, more than in any target ({ $best } at most).
target-no-channel = The data records no channel, so it cannot tell where to reach them.
target-play-never = The play “{ $play }” suits no segment here: its condition is never met.
target-play-kept = The play “{ $play }” was not given to { $segments }: it would contradict what they do ({ $unless }).

## 06_monitor

monitor-one-look = The data covers one point in time only. Run again on later data: it will be compared with these segments.
monitor-scorecard-keep = Keep the segments as they are. The variable that has changed most is { $variable }, by { $psi } (0: not at all); the limit is { $limit }.
monitor-scorecard-refit = Use these segments instead of older ones: the base has changed since the earlier look. The variable that has changed most is { $variable }, by { $psi } (0: not at all); the limit is { $limit }.
monitor-size-moved =
    Find out why “{ $segment }” { $way ->
        [grew] grew
       *[shrank] shrank
    }: from { $earlier } of the base to { $now }{ $told ->
        [yes] {" "}(95% interval of the change: { $change_low } to { $change_high })
       *[no] {""}
    }. The limit is { $limit }.
monitor-nothing-moved =
    No change in the segments' sizes asks for action. The largest is that of “{ $segment }”, from { $earlier } of the base to { $now }{ $told ->
        [yes] {" "}(95% interval of the change: { $change_low } to { $change_high })
       *[no] {""}
    }. The limit is { $limit }.
monitor-uplift = “{ $segment }” ({ $effect }, { $effect_low } to { $effect_high })
monitor-campaign-repeat = Repeat { $campaign }. Those contacted responded more often than those held back, in every segment that can be read: { $sure }.
monitor-campaign-repeat-some = Repeat { $campaign } where those contacted responded more often than those held back: { $sure }. Test it again where it has not shown that it helps: { $unsure }.
monitor-campaign-no-effect = Do not repeat { $campaign } as it is. It has not shown in any segment that it helps, and in some it did harm; responses of those contacted less those held back: { $unsure }.
monitor-campaign-unproven = Test { $campaign } again before you repeat it. It has not shown in any segment that it helps; responses of those contacted less those held back: { $unsure }.
monitor-campaign-no-control =
    Hold back a random control group next time: a response alone is not an effect. In { $campaign }, nobody was held back; response ran from { $least_told ->
        [yes] { $least } (“{ $least_segment }”, { $least_low } to { $least_high })
       *[no] few (“{ $least_segment }”)
    } to { $best_told ->
        [yes] { $best } (“{ $best_segment }”, { $best_low } to { $best_high })
       *[no] few (“{ $best_segment }”)
    }.
monitor-campaign-no-control-few = Hold back a random control group next time: a response alone is not an effect. In { $campaign }, nobody was held back, and too few responded in any one segment to say how many.
monitor-campaign-too-early =
    { $campaigns_count ->
        [one] The campaign { $campaigns } is
       *[other] The campaigns { $campaigns } are
    } not measured: nobody was contacted after { $since }, the day of the earlier look, when the segments of those contacted were taken. To measure { $campaigns_count ->
        [one] it
       *[other] them
    }, the earlier look must be { $days } days back or more.
monitor-campaign-too-early-for-data =
    { $campaigns_count ->
        [one] The campaign { $campaigns } is
       *[other] The campaigns { $campaigns } are
    } not measured: nobody was contacted after { $since }, the day of the earlier look, and the data does not go back far enough for a look before { $campaigns_count ->
        [one] it
       *[other] all of them
    }.
monitor-stayed = Of those assigned to a segment on { $since }, { $stayed } are still in it.
monitor-seasons = The two looks cover { $days } days each, in different seasons, so part of the change is the calendar.
monitor-busiest =
    The most common move: { $people } { $customers } went from “{ $from }” to “{ $to }”, { $share } of “{ $from }”.
monitor-busiest-silent =
    The most common move is into silence: { $people } { $customers } of “{ $from }” no longer order, { $share } of its members then.

## Deliverables

card-size = { $customers }, { $share } of the base ({ $share_low } to { $share_high })
card-too-few = { $customers }: too few to describe
deck-segment = { $segment }: { $share } of the { $customers }
deck-segment-worth = { $segment }: { $share } of the { $customers }, { $part }
card-size-withheld = { $customers }, withheld so that the size of a small segment cannot be worked out
card-bars = How far from the base (1: the usual distance of one customer from the average): { $bars }
plan-contacts = { $audience } to contact, { $control } held back
plan-contacts-withheld = few to contact and to hold back
plan-return = { $return } ({ $return_low } to { $return_high }) after the cost of contacts; breaks even at an extra response of { $break_even }
plan-return-withheld = few: it would give away the size of the audience
plan-return-unknown = Unknown without { $lacking }.
deliver-measured = measured over the { $days } days to { $day }
deliver-ids-made = Ids are made from the rows: the client's tables name no customers.
deliver-ids-number = Ids are pseudonyms: running numbers, valid for this study alone.
deliver-ids-hash = Ids are pseudonyms: keyed hashes; only those who hold the key can tell whose they are.
cards-title = { $title }: { $n } segments
cards-under-title = { $base }. Verdict: { $verdict }.
workbook-test =
    { $segment }: response { $source ->
        [params] as the client gives it
       *[other] { $source }
    }. { $test }
workbook-withheld = May be contacted: { $why }. Type it in to see what follows.
deck-cover = The customer segments, and which to target
deck-cover-worth = The customer segments, what each is worth, and which to target
deck-answer-none = No segments here would be found again: what follows is an exercise
deck-answer-nobody = Every segment is ruled out: there is nothing to target yet
deck-answer-only = Target { $targets }
deck-answer-share = Target { $targets }: { $share } of the base
deck-answer = Target { $targets }: { $part } { $whole } from { $share } of the base
deck-tile-segments = segments; verdict: { $verdict }
deck-tile-targets = of them in the segments to target
deck-tile-return = may come back from { $audience } contacts ({ $low } to { $high })
deck-tile-worth = is what they are worth over the next twelve months
deck-tile-alive = chance that a member still buys, on average
deck-base =
    { $people } { $customers }; { $usable ->
        [all] all of { $rows } rows can be used
        [nearly] nearly all of { $rows } rows can be used
       *[part] { $part } of { $rows } rows can be used
    }
deck-verdict-natural = { $n } segments are there on their own, with gaps between them
deck-verdict-reproducible = No clear gaps, but a new sample would give nearly the same { $n } segments
deck-verdict-constructive = The base can be divided in { $n }, but the lines are ours, not the data's
deck-verdict-none = No segments here would be found again
deck-comes-back = Found anew in two new samples, the segments agree to { $ari } on a scale from 0 (chance) to 1 (the same).
deck-comes-back-just-under = Found anew in two new samples, the segments agree to just under { $limit } on a scale from 0 (chance) to 1 (the same).
deck-separate = They are separate to { $silhouette } on a scale up to 1; a base without segments reaches { $null }.
deck-side-only = “{ $segment }” stands out
deck-side-share = “{ $segment }” is the largest: { $share } of the base
deck-side = “{ $segment }”: { $share } of the base, { $part } { $whole }
deck-target-draws = “{ $segment }” in { $draws }
deck-targets = Targets in how many of { $draws } trials: { $targets }
deck-targets-nobody = Every segment is ruled out
deck-draws = In each trial the weights, and the figures within their errors, are drawn anew. “A target in” and “first in” are shares of these trials.
deck-scores = Attractive and our strength run from 0 (the lowest of these segments) to 1 (the highest). A target in and first in: shares of trials with other weights and figures.
deck-plan = A play for each segment
deck-test =
    { $told ->
        [yes] Contact { $audience }, hold { $control } back at random, and
       *[no] Contact the audiences, hold some of each back at random, and
    } { $readable ->
        [yes] compare
       *[no] read several campaigns together: one is too small to tell
    }{ $known ->
        [yes] ; { $return } expected ({ $return_low } to { $return_high })
       *[no] {""}
    }
deck-test-no-contact = Nobody is contacted from this list
deck-test-no-names = The data names nobody: reach targets through media, and test by region or week
deck-test-regions = Choose regions, or weeks, at random for the campaign, hold the others back, and compare sales.
deck-test-questions =
    { $n ->
        [one] One question tells the segment of those who respond
       *[other] { $n } questions tell the segment of those who respond
    }: { $questions }. For { $agreement } of respondents the answer is that of all questions.
deck-response-source =
    “{ $segment }”: extra response { $source ->
        [params] as the client gives it
       *[other] { $source }
    }.
deck-next = What happens next: { $step }
deck-step-none = Treat all customers alike for now; collect what might tell them apart, and run again
deck-step-lists =
    Load the { $lists ->
        [one] list
       *[other] { $lists } lists
    } of audiences/ into the CRM: { $told ->
        [yes] { $audience } to contact, { $control } to leave alone
       *[no] whom to contact, and whom to leave alone
    }. The second list matters as much as the first: without it, no effect can be shown
deck-step-brief = Brief media and product on the target segments: the data names nobody to contact
deck-step-assign = Assign new customers with the workbook's typing tool, with scoring.sql in the warehouse, or with segtools score
deck-step-send-back = Send back who was contacted, who was held back and who responded: the next run measures the effect by segment
deck-step-again = Run again on new data; segments found again keep their numbers and names
deck-method = Appendix: how this was made, and what not to conclude
deck-how-base = Base: { $base }.
deck-how-variables = Segmentation variables ({ $variables_count }): { $variables }.
deck-how-method = Method: { $method }, { $n } segments; { $why }.
deck-how-stability = Stability: the segments are found anew in pairs of bootstrap samples, and the two results compared by the adjusted Rand index; beside them stands the same on bases that hold no segments.
deck-how-scorecard = Scorecard: a constant and weights for each segment; the highest score wins. Python, SQL and the workbook give the same.
deck-how-value = Value: { $models }, over twelve months and no further, discounted at { $rate } a year.
deck-how-weights = Targets: each criterion runs from 0 to 1; its weight is the client's to set: { $criteria }.
deck-care-segments = Segments describe customers as they were. That segments differ on the variables that formed them is no discovery.
deck-care-values = Ranges of values cover the differences between members only. How wrong the forecast itself can be shows in the test on what came since the earlier look.

## 02_explore

explore-base =
    The base holds { $people } { $customers }, with { $variables ->
        [one] { $variables } segmentation variable
       *[other] { $variables } segmentation variables
    }.
explore-customers-enough = There are enough { $customers }: { $per } for each variable, where { $advised } are advised (Dolnicar, Grün and Leisch 2016).
explore-customers-too-few = There are too few { $customers }: { $per } for each variable, where { $advised } are advised (Dolnicar, Grün and Leisch 2016). Read every segment as a suggestion.
explore-variables = Segments are sought on { $variables }.
explore-components = The first two principal components hold { $share } of the variance of these variables.
explore-counted-twice =
    { $variables_count ->
        [one] This variable is left out because the others already contain its information
       *[other] These variables are left out because the others already contain their information
    }: { $variables }.
explore-not-assigned = { $people } { $customers } have no value for more than half of these variables and are not assigned: filling so many gaps would make a segment of the gaps.
explore-missing-most = The variable missing most often is { $variable }: { $share } of the base have no value.

## 03_segment

segment-verdict-natural = This base holds { $segments } natural segments. There are gaps between them, and a new sample gives the same { $segments }.
segment-verdict-reproducible-apart = This base holds { $segments } separate segments, and a new sample gives mostly the same { $segments }.
segment-verdict-reproducible-no-gaps = These { $segments } segments are a useful division, not natural groups. There are no clear gaps between them, but a new sample gives nearly the same { $segments }.
segment-verdict-constructive = These { $segments } segments are a useful way to divide the base, but a new sample would divide it somewhat differently.
segment-verdict-none = The data does not support segments. Even the best { $segments } would not be found again in a new sample.
segment-comes-back = When the segments are found anew in two redrawn samples, the two results agree to a mean adjusted Rand index of { $ari } (1: the same, 0: no more than chance).
segment-comes-back-just-under = When the segments are found anew in two redrawn samples, the two results agree to a mean adjusted Rand index just under { $limit } (1: the same, 0: no more than chance).
segment-separate = Their mean silhouette, which tells how separate they are, is { $silhouette }, against { $null } in a base without segments.
segment-weakest-not-trusted = The least sure segment is found again only to { $least } in a new sample. Under { $trusted }, a segment should not be trusted.
segment-instead-rules = This base is better served as a whole, or by the { $rules } RFM rules. They draw the same lines again (mean adjusted Rand index { $ari }), because they are set and not found.
segment-instead-simple-rule = This base is better served as a whole, or by a simple rule on what matters most to the offer.
segment-number-most-apart = { $segments } is the largest number of segments with gaps between them. Each comes back with a mean Jaccard index of at least { $least }.
segment-number-most-sure = { $segments } is the largest number at which even the least sure segment comes back about as well as in the most stable division. Each has a mean Jaccard index of at least { $least }.
segment-number-as-last = The number of segments, { $segments }, is that of the last scorecard. It still comes back, each segment with a mean Jaccard index of at least { $least }.
segment-number-by-hand = The number of segments, { $segments }, was set by hand.
segment-number-against-evidence = The number of segments, { $segments }, was set by hand. The evidence suggests { $other }.
segment-method-asked = The method, { $method }, is the one that params ask for.
segment-method-chosen = The method is not k-means but another: { $method }.
segment-other-number = The most stable other number for { $method } is { $segments } (mean adjusted Rand index { $ari }). It was passed over because { $why }.
segment-passed-too-few-segments = segment.min_segments is { $fewest }: so few segments mostly split those with more from those with less
segment-passed-too-many-segments = no more than { $most } were asked for
segment-passed-small-share = its smallest segment is { $share } of the base, under { $least_share }
segment-passed-few-customers = its smallest segment holds { $size } { $customers }, under { $least_size }: too few to act on
segment-passed-unsure = one of its segments does not come back (mean Jaccard index { $jaccard }, against { $top } for the most stable number allowed)
segment-passed-slice = it comes back too (mean Jaccard index { $jaccard }), but cuts through a group where there is no gap
segment-passed-tells-less = it comes back too (mean Jaccard index { $jaccard }), but fewer segments tell less
segment-passed-no-gaps = it comes back too (mean Jaccard index { $jaccard }), but has no clear gaps
segment-other-method = Another method was tried: { $method }. In its most stable answer, { $segments } segments, the least sure has a mean Jaccard index of { $jaccard }, against { $chosen_jaccard } here.
segment-other-method-too-close = Another method was tried: { $method }. In its most stable answer, { $segments } segments, the least sure has a mean Jaccard index of { $jaccard }, against { $chosen_jaccard } here. To be chosen, it would have to be better by { $better }.
segment-typing = The scorecard gives { $agreement } of the { $customers } it has not seen the segment that the method, { $method }, would.
segment-typing-unsure = The scorecard puts only { $agreement } of the { $customers } it has not seen into the segment that was found for them.
segment-surest = “{ $surest }” is the surest to come back (mean Jaccard index { $surest_jaccard }), “{ $least_sure }” the least sure ({ $least_jaccard }).
segment-sizes = The smallest segment is “{ $smallest }” with { $smallest_size } { $customers }, the largest “{ $largest }” with { $largest_size }.
segment-numbers-anew = The last scorecard was made with other variables, methods or numbers of segments, so numbers and names of segments start afresh.
segment-lineage-split = “{ $segment }” is new. It was split from “{ $earlier }” of the last scorecard.
segment-lineage-merged = “{ $segment }” has merged segments of the last scorecard: “{ $earlier }”.
segment-lineage-new = “{ $segment }” is new. No segment of the last scorecard holds most of it.
segment-lineage-gone = “{ $segment }” of the last scorecard is gone.
segment-lineage-kept = These are the segments of the last scorecard, with their numbers and names.
segment-lineage-kept-renamed = These are the segments of the last scorecard, with their numbers.
segment-renamed = “{ $earlier }” is now called “{ $segment }”.
segment-name-of-nobody = The settings rename “{ $name }” under segment.names, but no segment has that name. The names are { $names }.
segment-variable-first = The segments differ most in { $variable }: it makes { $share } of the difference between them.
segment-variable-shared = No variable alone makes the segments. The first, { $variable }, makes { $share } of the difference between them, and the next nearly as much.
segment-variable-alone = One variable, { $variable }, makes { $share } of the difference between segments. Read them as slices of it, or leave it out of segment.variables.
segment-variables-idle = The segments hardly differ in { $variables }: less than { $limit } of the variance { $variables_count ->
        [one] of it
       *[other] of each
    } lies between them.
segment-missing-uneven = Whether { $variable } is known differs between segments: it is missing for { $lowest } of one segment and { $highest } of another.
segment-tree =
    { $rules ->
        [one] { $rules } rule in the client's units assigns
       *[other] { $rules } rules in the client's units assign
    } { $fidelity } of the { $customers } they have not seen as the scorecard does.
segment-short-list =
    With few questions to ask, { $few ->
        [one] { $few } of { $variables } variables assigns
       *[other] { $few } of { $variables } variables assign
    } { $agreement } of { $customers } as the scorecard does: { $names }. With all { $variables }, the same method does so for { $whole }.
segment-short-list-none = No shorter list of questions will do: it takes all { $variables } variables to keep { $enough } of the agreement.
segment-later-different = { $segments } segments, found on the earlier look alone, predict what { $people } { $customers } did next: from { $lowest } to { $highest } orders each, { $explained } of the variance (of ranks).
segment-later-alike = { $segments } segments, found on the earlier look alone, do not predict what { $people } { $customers } did next: from { $lowest } to { $highest } orders each, { $explained } of the variance (of ranks).
segment-later-rules-less = The RFM rules predict less of it: { $explained }, with { $segments } segments.
segment-later-rules-as-much = The RFM rules predict as much of it: { $explained }, with { $segments } segments.
segment-later-rules-more = The RFM rules predict more of it: { $explained }, with { $segments } segments.
segment-later-rules-will-do = Where next orders are all that counts, the RFM rules will do.
segment-rules-empty =
    { $rules_count ->
        [one] One of the RFM rules fits nobody
       *[other] These RFM rules fit nobody
    }: { $rules }.

## 01_collect

collect-few-people = The base holds only { $figure } { $customers }. It takes at least { $limit } to draw segments; { $good } would be good. Read every figure as provisional.
collect-rows-lost = In one table, { $figure } of the rows cannot be used. At most { $limit } may be set aside; { $good } would be good. Read every figure as provisional.
collect-short-history = The history covers only { $figure } days. It takes at least { $limit }; { $good } would be good. Read every figure as provisional.
collect-not-recent = The last entry is { $figure } days older than the day of the study. At most { $limit } days may lie between; { $good } would be good. Read every figure as provisional.
collect-few-return = Only { $figure } of { $customers } came on more than one day. At least { $limit } must; { $good } would be good. Read every figure as provisional.
collect-books-off = The books do not balance. In { $source }, { $read } was read, but { $accepted } accepted and { $aside } set aside do not add up to it.
collect-much-aside = { $amounts ->
        [unread] { $share } of the { $source } are set aside, most often because { $reason }. What they amount to is not known.
       *[read] { $share } of the { $source } and { $aside } of { $read } are set aside, most often because { $reason }.
    }
collect-rows-all =
    { $read } rows came in { $tables ->
        [one] { $tables } table
       *[other] { $tables } tables
    }, and every one can be used.
collect-rows =
    { $read } rows came in { $tables ->
        [one] { $tables } table
       *[other] { $tables } tables
    }. Of these, { $used } can be used and { $aside } ({ $tiny ->
        [yes] under 0.01%
       *[no] { $share }
    }) are set aside, each with its file, line and reason.
collect-rows-few =
    { $read } rows came in { $tables ->
        [one] { $tables } table
       *[other] { $tables } tables
    }. All but a few can be used; those few are set aside, each with its file, line and reason.
collect-most-often =
    The most common reason to set a row aside: { $reason }, in { $source } ({ $rows } { $rows ->
        [one] row
       *[other] rows
    }).
collect-books-balance = In { $source }, { $read } was read: { $accepted } is accepted and { $aside } set aside. The books balance to the cent.
collect-books-balance-few = In { $source }, { $read } was read, and the books balance to the cent. Too few rows are set aside to tell their amount.
collect-no-amount =
    In { $source }, { $rows } { $rows ->
        [one] row has
       *[other] rows have
    } no amount that can be read, so no sum holds one.
collect-window-all = Of the amount accepted, { $valued } falls in the period measured, all of it with { $customers } who ordered then. Segments are valued by that amount.
collect-window-few = Of the amount accepted, { $valued } falls in the period measured, with { $customers } who ordered then. Segments are valued by that amount. A few others only returned goods.
collect-window = Of the amount accepted, { $inside } falls in the period measured. Segments are valued by the { $valued } of { $customers } who ordered then; others, who only returned goods, have { $returned }.
collect-span = Orders run from { $first } to { $last }. Behaviour is measured over a period: the { $days } days to { $as_of }.
collect-known-orders =
    { $known } { $customers } are known. { $part ->
        [all] All of them ordered in that period.
        [most] All but a few of them ordered in that period.
        [few] Only a few of them ordered in that period.
       *[some] Of these, { $active } ordered in that period and { $silent } did not.
    }
collect-known-events =
    { $known } { $customers } are known. { $part ->
        [all] All of them were active
        [most] All but a few of them were active
        [few] Only a few of them were active
       *[some] Of these, { $active } were active
    } in the { $days } days to { $as_of }. There are no orders.
collect-known = { $known } { $customers } are known. There are no orders.
collect-guessed =
    { $guesses ->
        [one] What one column means is a guess that nobody has confirmed.
       *[other] What { $guesses } columns mean is a guess that nobody has confirmed.
    } Check with the client, then delete the note “guess” behind { $guesses ->
        [one] its line
       *[other] each line
    }.
collect-unclear =
    { $variables }: whole numbers that may be a scale, a count or a code. { $variables_count ->
        [one] It forms no segments until its kind stands
       *[other] They form no segments until their kinds stand
    } under variables in params.
