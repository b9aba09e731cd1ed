#!/bin/sh
evn up &
sleep 2
evn doctor
