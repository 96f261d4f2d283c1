"""The words of explanations in Kazakh, Russian and English, and numbers as each language writes them."""

from __future__ import annotations

from fractions import Fraction

from adil.rating.exact import Number, number_text, plain_text
from adil.rating.methodology import Wording

NO_BREAK = "\u00a0"


def local_number(text: str, language: str) -> str:
    """A plain decimal as the language writes it: thousands apart, the decimal mark of the language.

    >>> local_number("653893331.5", "kk").replace(NO_BREAK, "_"), local_number("1234.5", "en")
    ('653_893_331,5', '1,234.5')
    """
    sign, digits = ("−", text[1:]) if text.startswith("-") else ("", text)
    whole, dot, part = digits.partition(".")
    grouped = f"{int(whole):,}" if whole.isdigit() else whole
    if language == "en":
        return sign + grouped + dot + part
    return sign + grouped.replace(",", NO_BREAK) + ("," if dot else "") + part


def number(value: Number, language: str, digits: int | None = None) -> str:
    """An exact number for reading: with so many digits, or the shortest text."""
    return local_number(plain_text(value) if digits is None else number_text(value, digits), language)


def points(value: Number, language: str) -> str:
    """Points with their word in the right number: 1 балл, 2 балла, 5 баллов, 1,5 балла.

    >>> points(Fraction(5), "ru").replace(NO_BREAK, " "), points(Fraction(1), "en").replace(NO_BREAK, " ")
    ('5 баллов', '1 point')
    """
    return f"{number(value, language)}{NO_BREAK}{points_word(value, language)}"


def points_word(value: Number, language: str) -> str:
    """The word for that many points."""
    if language == "kk":
        return "балл"
    if language == "en":
        return "point" if abs(value) == 1 else "points"
    if not isinstance(value, int) and (not isinstance(value, Fraction) or value.denominator != 1):
        return "балла"
    last, teens = abs(int(value)) % 10, abs(int(value)) % 100
    if last == 1 and teens != 11:
        return "балл"
    return "балла" if last in (2, 3, 4) and teens not in (12, 13, 14) else "баллов"


STATUS = {
    "scored": Wording("есептелді", "посчитано", "scored"),
    "imputed": Wording("топ бойынша толықтырылды", "восполнено по группе", "imputed from the group"),
    "missing": Wording("мәлімет жоқ", "нет данных", "missing"),
    "not_applicable": Wording("қолданылмайды", "не применяется", "not applicable"),
    "rejected": Wording("дерек жалған деп танылды", "данные признаны ложными", "rejected as false"),
    "excluded": Wording("рейтингтен тыс", "вне рейтинга", "excluded from the rating"),
    "reported": Wording("есеп бойынша", "по отчёту", "reported"),
    "verified": Wording("тексерілген", "проверено", "verified"),
    "default": Wording("тізілімде жазба жоқ", "в реестре записей нет", "no entry in the register"),
}

PHRASES = {
    "points_of": Wording("{points} (ең жоғарысы {max})", "{points} (наибольшее {max})", "{points} of {max}"),
    "value": Wording("Мәні: {value}", "Значение: {value}", "Value: {value}"),
    "formula": Wording("Формула: {formula}", "Формула: {formula}", "Formula: {formula}"),
    "with_numbers": Wording("Сандармен: {formula}", "С числами: {formula}", "With numbers: {formula}"),
    "rule": Wording("Ереже: {rule}", "Правило: {rule}", "Rule: {rule}"),
    "figures": Wording("Деректер:", "Данные:", "Figures:"),
    "marks": Wording("Бағалар:", "Оценки:", "Marks:"),
    "parts": Wording("Құрамы:", "Состав:", "Made of:"),
    "one_more": Wording(
        "тағы бір бірлік: {points}", "ещё одна единица: {points}", "one more would give {points}"
    ),
    "reported_as": Wording("есепте {value}", "в отчёте {value}", "reported as {value}"),
    "invented": Wording("ойдан алынған сан", "вымышленное число", "invented figure"),
    "lacking": Wording("Жетіспейді: {names}", "Не хватает: {names}", "Lacking: {names}"),
    "as_of": Wording("{date} жағдай бойынша", "на {date}", "as of {date}"),
    "row": Wording("{form}, {row}-жол", "{form}, строка {row}", "{form}, row {row}"),
    "by_condition": Wording(
        "Шарт бойынша қолданылмайды: {condition}",
        "Не применяется по условию: {condition}",
        "Not applicable, since this does not hold: {condition}",
    ),
    "zero_by_condition": Wording(
        "Шарт бойынша 0 балл: {condition}", "0 баллов по условию: {condition}", "0 points, since {condition}"
    ),
    "rescaled": Wording(
        "Қолданылмайтын бөліктер ең жоғары балдан алынып, қалғаны {max} балға келтірілді",
        "Неприменимые части вычтены из наибольшего, остальное приведено к {max}",
        "Parts that do not apply are taken out, the rest is scaled to {max}",
    ),
    "penalty": Wording("Айыппұл балы", "Штрафные баллы", "Penalty points"),
    "bonus": Wording("Қосымша балл", "Дополнительные баллы", "Bonus points"),
    "total": Wording("Қорытынды балл", "Итоговый балл", "Total"),
    "place": Wording("Орны", "Место", "Place"),
    "league": Wording("Лига", "Лига", "League"),
    "category": Wording("Санаты", "Категория", "Category"),
}

RULES = {
    "linear": Wording(
        "{worst} мәнінде 0-ден {best} мәнінде {max}-ге дейін біркелкі өседі",
        "равномерно от 0 при {worst} до {max} при {best}",
        "evenly from 0 at {worst} to {max} at {best}",
    ),
    "logarithmic": Wording(
        "{worst} мәнінде 0-ден {best} мәнінде {max}-ге дейін логарифм бойынша өседі",
        "по логарифму от 0 при {worst} до {max} при {best}",
        "by logarithm from 0 at {worst} to {max} at {best}",
    ),
    "bands": Wording("{band} аралығы: {points}", "интервал {band}: {points}", "band {band}: {points}"),
    "piecewise": Wording(
        "түйіндер арасында түзу бойымен: {knots}",
        "по прямым между узлами: {knots}",
        "straight lines between {knots}",
    ),
    "per_unit": Wording(
        "{start}, әр бірлікке {each}, 0-ден {max}-ге дейін",
        "{start}, за каждую единицу {each}, в пределах от 0 до {max}",
        "{start}, and {each} for every unit, from 0 to {max}",
    ),
    "categories": Wording(
        "{category} санаты: {points}", "категория {category}: {points}", "category {category}: {points}"
    ),
    "checklist": Wording(
        "тізбенің орындалған тармақтары", "выполненные пункты перечня", "items of the check-list"
    ),
    "rubric": Wording(
        "{raters} бағалаушының бағалары: {combine}, кемінде {minimum} бағалаушы",
        "оценки {raters} экспертов: {combine}, не менее {minimum}",
        "marks of {raters} raters: {combine}, at least {minimum}",
    ),
    "minmax": Wording(
        "топтағы ең нашар мәннен ({worst}) ең үздігіне ({best}) дейін",
        "от худшего в группе ({worst}) до лучшего ({best})",
        "from the worst of the pool ({worst}) to the best ({best})",
    ),
    "zscore": Wording(
        "топтың орта мәнінен ({mean}) ауытқуы, стандартты ауытқу {deviation}",
        "отклонение от среднего группы ({mean}), стандартное отклонение {deviation}",
        "distance from the mean of the pool ({mean}), standard deviation {deviation}",
    ),
    "rank": Wording("топтағы орны бойынша", "по месту в группе", "by place in the pool"),
    "percentile_rank": Wording(
        "топтағы кейін қалғандардың үлесі бойынша",
        "по доле тех, кто в группе ниже",
        "by the share of the pool that is below",
    ),
    "share_of_best": Wording(
        "топтағы ең үздігінің ({best}) үлесі",
        "доля от лучшего в группе ({best})",
        "share of the pool's best ({best})",
    ),
    "sum": Wording("құраушы балдардың қосындысы", "сумма баллов составляющих", "the sum of its parts"),
    "mean": Wording("үлестердің орта мәні", "среднее долей", "the mean of the shares"),
    "weighted_mean": Wording(
        "үлестердің салмақталған орта мәні", "взвешенное среднее долей", "the weighted mean of the shares"
    ),
    "geometric_mean": Wording(
        "үлестердің геометриялық орта мәні",
        "геометрическое среднее долей",
        "the geometric mean of the shares",
    ),
    "power_mean": Wording(
        "үлестердің дәрежелік орта мәні", "степенное среднее долей", "the power mean of the shares"
    ),
    "min": Wording("ең төменгі үлес", "наименьшая доля", "the lowest share"),
    "worst_k": Wording(
        "ең төмен {k} үлестің орта мәні", "среднее {k} худших долей", "the mean of the {k} lowest shares"
    ),
    "table": Wording("екі баға бойынша кестеден", "по таблице двух оценок", "from the table of two ratings"),
}

COMBINATIONS = {
    "mean": Wording("орта мән", "среднее", "mean"),
    "median": Wording("медиана", "медиана", "median"),
    "drop_extremes": Wording(
        "ең жоғары және ең төмен бағасыз орта мән",
        "среднее без наибольшей и наименьшей",
        "mean without the highest and the lowest",
    ),
}


WARNINGS = {
    "trial": Wording(
        "Сынақ есептеу: әдістеме {since} бастап қолданылады, ал деректер {period} кезеңінікі.",
        "Пробный расчёт: методика действует с {since}, а данные за {period}.",
        "A trial: the methodology holds from {since}, the figures are of {period}.",
    ),
    "no_league": Wording(
        "Ешбір лигаға кірмейтін ұйымдар бар ({count}): {names}",
        "Есть организации, не вошедшие ни в одну лигу ({count}): {names}",
        "No league takes these units ({count}): {names}",
    ),
    "proposal": Wording(
        "Әдістеме әлі бекітілмеген: бұл жоба.",
        "Методика ещё не утверждена: это проект.",
        "The methodology is not approved yet: it is a proposal.",
    ),
    "invented": Wording(
        "Көрсету үшін ойдан алынған сандар бар: {all} санның {count} саны ойдан алынған.",
        "Есть числа, придуманные для показа: {count} из {all}.",
        "Some figures are invented for the demonstration: {count} of {all}.",
    ),
    "unused": Wording(
        "Әдістемеде жоқ көрсеткіштер есепке алынбады ({count}): {names}",
        "Показатели, которых нет в методике, не учтены ({count}): {names}",
        "Not used, since the methodology does not declare them ({count}): {names}",
    ),
}


def say_in_all(phrase: Wording, **parts: str) -> Wording:
    """The phrase with its parts filled in, in each language."""
    return Wording(*(say(phrase, language, **parts) for language in ("kk", "ru", "en")))


def say(phrase: Wording, language: str, **parts: str) -> str:
    """The phrase in the language with its parts filled in."""
    return phrase.in_language(language).format(**parts)
