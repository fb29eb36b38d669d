"""One form field, as `components/_field.html` draws it."""

import pytest
from django import forms
from django.template.loader import render_to_string

from flowt.forms import MoneyField


class DishForm(forms.Form):
    name = forms.CharField(help_text="As customers know it.")
    price = MoneyField(required=False)
    is_shown = forms.BooleanField(required=False)
    kind = forms.ChoiceField(choices=[("a", "Alone"), ("b", "Both")], widget=forms.RadioSelect)
    code = forms.CharField(widget=forms.TextInput({"placeholder": "Code"}), label="Code")


@pytest.fixture
def draw():
    def draw(name, data=None, **extra):
        return render_to_string("components/_field.html", {"field": DishForm(data)[name], **extra})

    return draw


def test_a_wrong_field_points_at_its_help_and_its_error(draw):
    html = draw("name", {})

    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html


def test_money_wears_its_currency(draw):
    html = draw("price")

    assert '<span class="affix-start">R$</span>' in html
    assert 'class="input"' in html


def test_a_check_box_may_be_a_switch(draw):
    assert 'class="toggle"' in draw("is_shown", kind="switch")
    assert 'class="checkbox"' in draw("is_shown")


def test_each_choice_has_its_label(draw):
    html = draw("kind")

    assert '<label class="check" for="id_kind_0"><input type="radio"' in html
    assert html.count('class="radio"') == 2


def test_a_placeholder_that_repeats_the_label_goes(draw):
    assert 'placeholder=""' in draw("code")
