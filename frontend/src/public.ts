// Everything a customer's page needs, and nothing else: this is the first load of the menu.
import "./public.css";
import "./behaviours/htmx";
import "./behaviours/toast";
import "./behaviours/live";
import "./behaviours/menu";
import "./behaviours/sheet";
import "./behaviours/options";
import "./behaviours/stepper";
import "./behaviours/mask";
import "./behaviours/clock";
import "./behaviours/small";
import { start } from "./behaviours/core";

start();
