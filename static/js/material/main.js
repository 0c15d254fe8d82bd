/* What a material does beyond being read. Without this script its forms post, and its pictures open alone. */
import "./gallery.js";
import "./self-check.js";
import "./ticks.js";
