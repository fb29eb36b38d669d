from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from offers.basket import Basket
from offers.conditions import Condition, conditions
from offers.settings import RuleSettings, WordsField


@conditions.register
class Tag(Condition):
    """People who carry one of some tags. Capitals make no difference."""

    kind = "tag"
    label = gettext_lazy("Customer's tag")
    about = gettext_lazy("Only for customers who carry one of these tags.")
    icon = "user-round-check"
    asks_person = True

    class Settings(RuleSettings):
        tags = WordsField(
            label=gettext_lazy("Tags"), help_text=gettext_lazy("Separate them with commas.")
        )

    @cached_property
    def tags(self) -> frozenset[str]:
        return frozenset(str(tag).casefold() for tag in self.settings["tags"])

    def holds(self, basket: Basket) -> bool:
        return bool(basket.tags) and not self.tags.isdisjoint(basket.tags or ())

    def missing(self, basket: Basket) -> str:
        if basket.tags is None:
            return _("It is for invited customers: tell us your phone at the checkout.")
        return _("It is for invited customers.")
