#pragma once
#include <clamav.h>
