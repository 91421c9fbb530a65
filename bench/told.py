"""The measures as a person reads them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_CONTESTS = ("plain facts", "digested facts", "plain facts, twice", "digested facts, twice")


def tell(measures: dict[str, Any]) -> str:
    """All that was measured, section by section."""
    sections = (
        ("machine", "Machine", _machine),
        ("startup", "Start-up: a fresh process up to its first answer (median, seconds)", _startup),
        ("throughput", "Throughput: one process, reports never met before", _throughput),
        ("beside", "Beside an earlier commit: the same reports in turn, milliseconds of processor", _beside),
        ("zen", "Against zen-engine: the law of one day, the same facts, alternating batches", _zen),
        ("texts", "Reading texts: the reader of reports and the cues, the own corpus, alternating batches", _texts),
        ("model_server", "Model server: the reader's own time, the server's left out", _model_server),
        ("service", "Service: a server process, wrk beside it", _service),
        ("memory", "Memory: one process, every report new, full proof", _memory),
        ("statistics", "Annual report over a synthetic year: counted on SQLite, printed as PDF", _statistics),
        ("backtest", "Backtest: the command on an archive, one element of the law edited", _backtest),
        ("difference", "Difference of two versions of the whole law, each witness replayed and checked", _difference),
        ("as_one_types", "As one types in the editor of the rules, on the shipped ones", _as_one_types),
        ("rule_firing", "Rule firing alone: durable_rules against plain Python", _firing),
    )
    lines: list[str] = []
    for key, title, told in sections:
        if key in measures:
            lines += [title, "─" * len(title)]
            missing = measures[key].get("missing")
            lines += [f"  not measured: {missing}"] if missing else [f"  {line}" for line in told(measures[key])]
            lines.append("")
    return "\n".join(lines)


def _beside(m: dict[str, Any]) -> Iterator[str]:
    yield f"commit {m['commit']}; {m['rounds']} rounds of {m['reports_per_round']} reports; each code under its own law"
    yield _row("", f"{m['commit']}, ms", "this code, ms; ratio (lowest to highest); bar")
    for work, told in m["works"].items():
        for name, ratio in told["ratio"].items():
            own = name == "this code"
            bar = f"; bar {told['bar']:.0f}" if own and told["bar"] else ""
            lost = "  LOST" if own and told["lost"] else ""
            label = work if own else f"  {name.removeprefix('this code ')}"
            milliseconds = told["milliseconds"]
            earlier = f"{milliseconds[m['commit']]:.2f}"
            yield _row(label, earlier, f"{milliseconds[name]:.2f}; {_spread(ratio)}{bar}{lost}")


def _difference(m: dict[str, Any]) -> Iterator[str]:
    for name, told in m["measures"].items():
        met = "met" if told["cpu"] <= m["bar"] else "not met"
        said = f"CPU s, at most {told['most']:.2f}; {told['changes']} changes of status; bar {m['bar']:.0f}: {met}"
        yield _row(name, f"{told['cpu']:.2f}", said)


def _as_one_types(m: dict[str, Any]) -> Iterator[str]:
    for kind in ("lint", "try", "preview"):
        for name, told in m[kind]["waits"].items():
            met = "met" if told["median"] <= m[kind]["bar"] else "not met"
            said = f"CPU s, at most {told['most']:.2f}, the first {told['first']:.2f}; bar {m[kind]['bar']:.1f}: {met}"
            yield _row(f"{kind}: {name}", f"{told['median']:.3f}", said)


def _texts(m: dict[str, Any]) -> Iterator[str]:
    yield f"{m['texts']} texts a side, {m['characters_per_text']:.0f} characters each"
    yield _row("", "texts/s/core", "range")
    for name, rate in m["rates"].items():
        yield _row(name.replace("_", " "), _rate(rate["median"]), f"{_rate(rate['min'])} to {_rate(rate['max'])}")
    for name, told in m["first_texts"].items():
        yield _row(
            f"{name.replace('_', ' ')}, the first {told['texts']} texts of a process",
            _rate(told["rate"]),
            "not timed above",
        )
    if m["absent"]:
        yield f"not installed: {', '.join(m['absent'])}"


def _model_server(m: dict[str, Any]) -> Iterator[str]:
    yield f"{m['reports']} reports, {m['rounds']} rounds; bar: {m['bar_ms']:.0f} ms of processor a report"
    yield _row("", "ms a report", "range")
    for key, name in (
        ("reading", "two requests, answers checked"),
        ("first", "the same, the first time: prompts are serialised"),
        ("sorting", "the first request alone"),
        ("merging", "the merge with what the embedded reader presumes"),
    ):
        yield _row(name, f"{m[key]['median']:.2f}", f"{m[key]['min']:.2f} to {m[key]['max']:.2f}")


def _service(m: dict[str, Any]) -> Iterator[str]:
    yield f"{m['seconds']:.0f} s a part, {m['connections']} connections; times to answer at half of the rate that saturates, in ms"
    yield _row("", "requests/s", "CPU ms a request; p50, p95, p99 at half, at even intervals (by chance)")
    for one in m["measures"]:
        even, by_chance = (
            ", ".join(f"{one[name][q]:.0f}" for q in ("p50_ms", "p95_ms", "p99_ms"))
            for name in ("at_half", "at_half_by_chance")
        )
        yield _row(
            f"{one['load']}, {one['database']}",
            _rate(one["at_saturation"]["rate"]),
            f"{one['cpu_ms']}; {even} ({by_chance}), at {one['at_half']['rate']:.0f}/s",
        )
    for kind, reason in m["left_out"].items():
        yield f"{kind} not measured: {reason}"


def _machine(m: dict[str, Any]) -> Iterator[str]:
    yield f"{m['processor']}, {m['cores']} cores, Python {m['python']}, durable_rules {m['durable_rules']}, zen-engine {m['zen_engine']}"
    if m.get("load"):
        yield f"load average at the start: {', '.join(map(str, m['load']))}; at the end: {', '.join(map(str, m['load_after']))}"
    yield "rates are per CPU second (all threads of the process), that is per core; « wall » says what the clock on the wall gave"


def _startup(m: dict[str, Any]) -> Iterator[str]:
    yield _row(
        "whole process", f"{m['process']:.2f}", f"slowest of {m['runs']}: {m['slowest']:.2f}; CPU {m['cpu']:.2f}"
    )
    for step, seconds in m["steps"].items():
        yield _row(f"  {step}", f"{seconds:.2f}")
    yield _row("thorough check (qualif rules check)", f"{m['thorough_check']:.2f}", "not part of start-up")


def _throughput(m: dict[str, Any]) -> Iterator[str]:
    yield f"{m['reports']} reports, {m['facts_per_report']:.1f} facts each; a proof is {m['proof_bytes'] / 1000:.0f} thousand bytes"
    yield _row("", "reports/s/core", "wall, reports/s")
    for key, name in (
        ("proof", "answer and full proof, as JSON"),
        ("proof_again", "the same reports a second time"),
        ("qualify", "answer alone, as objects"),
        ("findings", "answer alone, every finding of every offence read"),
        ("narration", "answer told in French"),
        ("document", "answer, proof, questions, what would change it"),
    ):
        rate = m[key]
        yield _row(name, _rate(rate["per_cpu_second"]), f"{_rate(rate['per_second'])}  ({rate['count']} reports)")


def _zen(m: dict[str, Any]) -> Iterator[str]:
    yield f"law of {m['day']}: {m['conditions']} distinct conditions, {m['reasons']} minimal reasons"
    for contest, a in m["agreement"].items():
        yield (
            f"agreement, {contest} facts: {a['reports']} reports, {a['statuses']} statuses and {a['clauses']} clauses, "
            f"{a['differing']} differing"
        )
        yield from (f"    {d}" for d in a["first"])
    yield "zen's heats with trace, reports/s/core:"
    for name, rate in m["heats"].items():
        yield _row(f"  {name}", _rate(rate))
    yield ""
    sizes = m["bytes"]
    yield f"written as JSON: our proof {sizes['ours'] / 1000:.0f} thousand bytes, zen's response {sizes['plain'] / 1000:.0f} (plain), {sizes['digested'] / 1000:.0f} (digested)"
    yield f"zen « twice »: a second evaluation, on confirmed facts alone, where some are presumed ({m['twice']:.0%} of reports); ours always does both"
    yield ""
    yield _row("", "reports/s/core", "ours / zen, median (lowest to highest)")
    for key, form, ours in (
        ("trace", "objects", "answer with every reason"),
        ("trace", "findings read", "the same, every finding of every offence read"),
        ("trace", "JSON", "full proof"),
        ("no_trace", "objects", "the same answer, every reason in it"),
    ):
        rates, ratio = m[key]["per_cpu_second"], m[key]["ratio"]
        trace = "trace on" if key == "trace" else "trace off"
        yield _row(f"{trace}, {form}: ours ({ours})", _rate(rates[f"ours, {form}"]))
        for contest in _CONTESTS:
            rival = f"{contest}, {'JSON' if form == 'JSON' else 'objects'}"
            yield _row(f"{trace}, {form}: zen, {contest}", _rate(rates[rival]), _spread(ratio[f"{form}: {contest}"]))
    for contest in _CONTESTS:
        yield _row(
            f"our JSON against zen's objects, {contest}",
            "",
            _spread(m["trace"]["ratio"][f"JSON against objects: {contest}"]),
        )
    yield f"zen, plain facts: {m['chosen']['plain']}"
    yield f"zen, digested facts: {m['chosen']['digested']}"
    yield f"{m['trace']['rounds']} rounds of {m['trace']['reports_per_round']} reports, each new"


def _memory(m: dict[str, Any]) -> Iterator[str]:
    for count, mib in m["points"]:
        yield _row(f"after {count} reports", f"{mib:.0f} MiB")
    yield f"growth over the second half: {m['second_half_growth']:+.1%} — {'flat' if m['flat'] else 'not flat'}"


def _backtest(m: dict[str, Any]) -> Iterator[str]:
    yield f"{m['reports']} reports, facts given; same bytes whatever the workers: {'yes' if m['same_bytes'] else 'NO'}"
    for workers, run in m["workers"].items():
        name = f"{workers} worker{'s' * (workers != '1')}, seconds"
        proved = f"{run['proved']} proved unchanged, {run['run']} answered under both laws"
        yield _row(name, f"{run['seconds']:.1f}", f"CPU {run['cpu']:.1f}; {proved}")
    yield _row("a second time, results read back", f"{m['again']['seconds']:.1f}", f"CPU {m['again']['cpu']:.1f}")


def _statistics(m: dict[str, Any]) -> Iterator[str]:
    yield f"{m['reports']} reports, {m['qualified']} retained on {m['addresses']} addresses; a database of {m['megabytes']} MB"
    yield _row(
        "counts and PDF, seconds",
        f"{m['seconds']:.0f}",
        f"CPU {m['cpu']:.0f}; counts alone {m['seconds_counting']:.0f}",
    )
    yield _row("peak memory", f"{m['memory']:.0f} MiB", f"{m['memory_before']:.0f} before")


def _firing(m: dict[str, Any]) -> Iterator[str]:
    yield f"{m['rules']} rules in {m['partitions']} partitions; {m['known_atoms']:.1f} known atoms a report, {m['fired']:.1f} rules fired"
    yield f"{m['reports']} reports fired by both: {m['differing']} differing"
    r = m["ratio"]
    yield _row("durable_rules (C extension)", _rate(m["durable_rules"]), "reports/s/core")
    yield _row("plain Python", _rate(m["python"]), "reports/s/core")
    yield f"durable_rules / Python: {_spread(r)}"


def _row(name: str, value: str, note: str = "") -> str:
    return f"{name:<66}{value:>15}  {note}".rstrip()


def _spread(r: dict[str, float]) -> str:
    return f"{r['median']:.2f} ({r['lowest']:.2f} to {r['highest']:.2f})"


def _rate(rate: float) -> str:
    return f"{rate:,.0f}"
